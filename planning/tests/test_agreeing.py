"""Objectives agreed by a link: seen by whom it is for, answered as they stand, asked again once they change."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from interactions.models import Interaction
from lib.tenancy.state import workspace
from planning.agreeing import LinkOver, make_link, take_words
from planning.models import Objective, ObjectiveWord, PlanLink
from planning.plans import add_part, change_part
from timeline.models import Event, Notification

pytestmark = pytest.mark.django_db
TOKEN = "g" * 43
PATH = f"/p/noor/goals/{TOKEN}/"


@pytest.fixture
def link(salem, plan, objective, noura):
    cache.clear()
    with workspace(salem.workspace_id):
        ours = {"whose": "ours", "text": "هدف لنا وحدنا", "baseline": 0, "target": 5, "owner": salem,
                "due_on": plan.until_on}  # fmt: skip
        add_part(Objective, plan=plan, by=salem, fields=ours)
        return make_link(plan=plan, contact=noura, language="ar", token=TOKEN, by=salem)


def customer():
    return Client(headers={"accept-language": "en"})


def words_kept():
    return list(ObjectiveWord.objects.order_by("pk").values_list("word", flat=True))


def test_looking_shows_shared_objectives_only_and_changes_nothing(link, objective, in_noor):
    before = Event.objects.count()
    page = customer().get(PATH)
    assert page.status_code == 200
    assert 'dir="rtl"' in page.text
    assert objective.text in page.text
    assert "هدف لنا وحدنا" not in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert customer().head(PATH).status_code == 200
    assert (Event.objects.count(), words_kept()) == (before, [])


def test_agreed_once_however_often_it_is_sent(sign_in, link, objective, salem, in_noor):
    for _press in range(2):
        assert customer().post(PATH, {f"word{objective.number}": "agreed"}).status_code == 303
    assert words_kept() == ["agreed"]
    assert Notification.objects.filter(kind="plan.answered", recipient=salem).count() == 1
    assert "Noura" in sign_in(salem).get(f"/w/noor/plans/{link.plan.number}/").text
    fresh = Objective.objects.get(pk=objective.pk)
    assert fresh.is_agreed


def test_another_view_becomes_an_interaction(link, objective, noura, in_noor):
    sent = {f"word{objective.number}": "differs", f"text{objective.number}": "نريد ٤٠ لا ٥٠"}
    assert customer().post(PATH, sent).status_code == 303
    kept = Interaction.objects.get(channel="portal")
    assert (kept.text, kept.direction) == ("نريد ٤٠ لا ٥٠", "in")
    assert [each.contact for each in kept.presences.all()] == [noura]
    assert words_kept() == ["differs"]


def test_what_is_changed_after_it_was_agreed_is_asked_again(link, objective, salem, in_noor):
    customer().post(PATH, {f"word{objective.number}": "agreed"})
    fresh = Objective.objects.select_related("plan__account").get(pk=objective.pk)
    fresh.target = 60
    change_part(fresh, by=salem, read_version=fresh.version, changed=["target"])
    again = Objective.objects.get(pk=objective.pk)
    assert again.is_changed_since
    assert not again.is_agreed
    assert "تغيّر" in customer().get(PATH).text
    customer().post(PATH, {f"word{objective.number}": "agreed"})
    assert words_kept() == ["agreed", "agreed"]
    assert Objective.objects.get(pk=objective.pk).is_agreed


@pytest.mark.parametrize("kind", ["nothing", "differs", "unknown", "long"])
def test_what_is_wrong_is_told_and_nothing_is_kept(link, objective, in_noor, kind):
    word, text = f"word{objective.number}", f"text{objective.number}"
    sent = {
        "nothing": {},
        "differs": {word: "differs"},
        "unknown": {word: "yes"},
        "long": {word: "differs", text: "x" * 1001},
    }[kind]
    assert customer().post(PATH, sent).status_code == 422
    assert words_kept() == []


def test_objectives_of_ours_are_not_answered_by_guessing_their_number(link, in_noor):
    ours = Objective.objects.get(whose="ours")
    assert customer().post(PATH, {f"word{ours.number}": "agreed"}).status_code == 422
    assert words_kept() == []


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "archived", "contact"])
def test_a_link_that_is_over_opens_nothing(link, plan, salem, noura, objective, in_noor, end):
    if end == "revoked":
        link.revoke(by=salem)
    elif end == "expired":
        PlanLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "closed":
        plan.close(by=salem)
    elif end == "archived":
        plan.account.archive(by=salem)
    else:
        noura.archive(by=salem)
    assert customer().get(PATH).status_code == 404
    assert customer().post(PATH, {f"word{objective.number}": "agreed"}).status_code == 404
    assert words_kept() == []
    if end == "revoked":
        link.restore(by=salem)
        assert customer().get(PATH).status_code == 200


@pytest.mark.parametrize("end", ["revoked", "contact"])
def test_what_ends_the_link_while_its_answer_waits_keeps_nothing(link, salem, noura, objective, in_noor, end):
    opened = PlanLink.objects.get(pk=link.pk)
    link.revoke(by=salem) if end == "revoked" else noura.archive(by=salem)
    with pytest.raises(LinkOver):
        take_words(opened, {objective.number: ("agreed", "")})
    assert words_kept() == []


def test_forged_links_and_those_of_another_workspace_open_nothing(link, bahr):
    assert customer().get(f"/p/noor/goals/{'x' * 43}/").status_code == 404
    assert customer().get(PATH.replace("noor", "bahr")).status_code == 404


def test_a_link_is_made_once_and_shown_once(sign_in, salem, plan, objective, noura):
    client, url = sign_in(salem), f"/w/noor/plans/{plan.number}/links/"
    token = client.get(url).context["form"]["form_token"].value()
    sent = {"contact": noura.number, "form_token": token}
    first, second = client.post(url, sent), client.post(url, sent)
    assert "/p/noor/goals/" in first.text
    assert "/p/noor/goals/" not in second.text
    with workspace(salem.workspace_id):
        made = PlanLink.objects.get()
    client.post(f"/w/noor/plan-links/{made.number}/revocation/")
    with workspace(salem.workspace_id):
        assert PlanLink.objects.get().is_revoked
