"""The pages on which campaigns are written, scheduled, watched, paused and cancelled."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from campaigns import forms_campaign
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.scheduling import add_campaign, pause, schedule
from campaigns.tests.crowd import begin, campaign_of, contact, crowd, drain_all, fresh
from messaging.models import OutgoingMail
from timeline.models import Event

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/campaigns/"


@pytest.fixture
def draft(made, mona):
    return add_campaign(by=mona, name="Season", purpose="marketing", template=made)


def written(made, **fields):
    usual = {"template": made.number, "purpose": "marketing", "whom": "everybody", "when": "now"}
    return {"name": "عرض الموسم", **usual, **fields}


def token_of(page):
    return re.search(r'name="form_token" value="([^"]+)"', page.content.decode())[1]


def version_of(page):
    return re.search(r'name="version" value="([^"]+)"', page.content.decode())[1]


def names(client, query):
    return re.findall(r"data-row-link[^>]*><bdi>([^<]+)", client.get(f"{HOME}?{query}").content.decode())


def test_a_campaign_is_written_once_for_each_form(sign_in, mona, made):
    client = sign_in(mona)
    token = token_of(client.get(f"{HOME}new/"))
    for _time in range(2):
        answer = client.post(f"{HOME}new/", {"form_token": token, **written(made)})
    assert answer.status_code == 303
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.audience, campaign.send_at) == ("draft", {}, None)
    page = client.get(f"{HOME}{campaign.number}/").content.decode()
    assert "عرض الموسم" in page
    assert "عرض الموسم" in client.get(HOME).content.decode()


def test_it_goes_to_the_contacts_of_some_customers_at_a_time_of_the_workspace(
    sign_in, mona, salem, made, afaq, settings
):
    day = timezone.localdate() + timedelta(days=3)
    fields = written(
        made, whom="customers", status=[afaq.status], owner=[salem.number], when="at", send_on=str(day),
        send_clock="09:30", expire_on=str(day), expire_clock="18:00",
    )  # fmt: skip
    client = sign_in(mona)
    assert client.post(f"{HOME}new/", fields).status_code == 303
    campaign = Campaign.objects.get()
    assert campaign.audience == {"accounts": {"status": [afaq.status], "owner": [salem.pk]}}
    zone = mona.workspace.time_zone
    assert campaign.send_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:30"
    assert campaign.expire_at - campaign.send_at == timedelta(hours=8, minutes=30)
    edit = client.get(f"{HOME}{campaign.number}/edit/")
    fields |= {"name": "Later", "version": version_of(edit)}
    assert client.post(f"{HOME}{campaign.number}/edit/", fields).status_code == 303
    now = fresh(campaign)
    assert (now.name, now.send_at, now.audience) == ("Later", campaign.send_at, campaign.audience)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "—"},
        {"template": "999"},
        {"purpose": "p999"},
        {"whom": "customers"},
        {"whom": "customers", "owner": ["999"]},
        {"whom": "customers", "city": ["Atlantis"]},
        {"when": "at"},
        {"when": "at", "send_on": "2020-01-01", "send_clock": "10:00"},
        {"when": "at", "send_on": "2999-01-01", "send_clock": "10:00"},
        {"when": "at", "send_on": "nonsense", "send_clock": "25:00"},
        {"expire_on": "2020-01-01", "expire_clock": "10:00"},
        {"expire_clock": "10:00"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(sign_in, mona, made, wrong):
    answer = sign_in(mona).post(f"{HOME}new/", {**written(made, name="Kept as typed"), **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is-invalid" in page or "form-errors" in page or "invalid-feedback" in page
    assert wrong.get("name", "Kept as typed") in page
    assert not Campaign.objects.exists()


def test_what_a_colleague_saved_meanwhile_is_not_lost(sign_in, mona, made, draft):
    client = sign_in(mona)
    page = f"{HOME}{draft.number}/edit/"
    version = version_of(client.get(page))
    assert client.post(page, {**written(made, name="Mine"), "version": version}).status_code == 303
    assert client.post(page, {**written(made, name="Theirs"), "version": version}).status_code == 422
    assert fresh(draft).name == "Mine"


def test_how_many_get_it_is_counted_as_the_snapshot_counts(sign_in, mona, made, draft):
    from campaigns.snapshot import numbers_of
    from messaging.models import Suppression

    contact("One", "one@a.example")
    contact("Again", "ONE@a.example")
    contact("Silent", "silent@a.example", agrees=False)
    contact("Nowhere", "")
    contact("Bounced", "bounced@a.example")
    Suppression(address="bounced@a.example", reason="bounced").save()
    numbers = numbers_of(draft)
    schedule(draft, by=mona)
    begin()
    rows = Recipient.objects.filter(campaign=draft)
    assert numbers.written_to == rows.filter(state="pending").count() == 1
    left_out = rows.filter(state="skipped").values_list("reason", flat=True)
    assert numbers.left_out == {reason: list(left_out).count(reason) for reason in set(left_out)}
    assert numbers.together == rows.count() == 5


def test_many_recipients_are_typed_before_it_is_scheduled(sign_in, mona, draft, monkeypatch):
    monkeypatch.setattr(forms_campaign, "TYPED_FROM", 3)
    crowd(3)
    client = sign_in(mona)
    page = f"{HOME}{draft.number}/schedule/"
    shown = client.get(page)
    assert 'name="typed"' in shown.content.decode()
    for typed in ("", "2", "many"):
        answer = client.post(page, {"version": version_of(shown), "typed": typed})
        assert answer.status_code == 422
        assert fresh(draft).state == "draft"
    for _time in range(2):
        answer = client.post(page, {"version": version_of(shown), "typed": "٣"})
        assert answer.status_code == 303
    assert fresh(draft).state == "scheduled"
    assert fresh(draft).contents.count() == 1
    assert Event.objects.filter(verb="campaign.scheduled").count() == 1


def test_broken_content_is_not_scheduled(sign_in, mona, made, draft):
    from campaigns.writing import add_block

    add_block(made, by=mona, fields={"kind": "text", "text_ar": "سطر\n{خطأ}", "text_en": "Hi"})
    client = sign_in(mona)
    page = f"{HOME}{draft.number}/schedule/"
    shown = client.get(page)
    assert "{خطأ}" in shown.content.decode()
    answer = client.post(page, {"version": str(draft.version)})
    assert answer.status_code == 422
    assert fresh(draft).state == "draft"


def test_what_was_changed_since_it_was_looked_at_is_not_scheduled(sign_in, mona, made, draft):
    client = sign_in(mona)
    page = f"{HOME}{draft.number}/schedule/"
    version = version_of(client.get(page))
    client.post(f"{HOME}{draft.number}/edit/", {**written(made), "version": draft.version})
    answer = client.post(page, {"version": version})
    assert answer.status_code == 422
    assert fresh(draft).state == "draft"
    assert client.post(page, {"version": version_of(answer)}).status_code == 303


def test_a_time_that_is_over_is_chosen_anew(sign_in, mona, draft):
    Campaign.objects.filter(pk=draft.pk).update(send_at=timezone.now() - timedelta(hours=1))
    answer = sign_in(mona).post(f"{HOME}{draft.number}/schedule/", {"version": str(draft.version)})
    assert answer.status_code == 422
    assert fresh(draft).state == "draft"


def test_a_test_goes_to_ones_own_address(sign_in, mona, draft):
    answer = sign_in(mona).post(f"{HOME}{draft.number}/test/?language=en")
    assert answer["Location"].endswith("/schedule/")
    assert OutgoingMail.objects.get().to_address == mona.user.email


def test_it_is_watched_paused_sent_on_and_done(sink, sign_in, mona, made):
    crowd(3)
    contact("Silent", "silent@a.example", agrees=False)
    campaign = campaign_of(made, by=mona)
    client, page = sign_in(mona), f"{HOME}{campaign.number}/"
    begin()
    shown = client.get(f"{page}?seen=scheduled", headers={"HX-Request": "true"})
    assert shown["HX-Refresh"] == "true"
    assert 'id="progress"' in shown.content.decode()
    assert "<html" not in shown.content.decode()
    for _time in range(2):
        client.post(f"{page}pausing/")
    assert fresh(campaign).state == "paused"
    assert drain_all() == 0
    for _time in range(2):
        client.post(f"{page}resumption/")
    assert drain_all() == 3
    verbs = list(Event.objects.filter(verb__startswith="campaign.").values_list("verb", flat=True))
    assert verbs.count("campaign.paused") == verbs.count("campaign.resumed") == 1
    figures = re.findall(r'<dd class="num"><a[^>]*>([^<]+)</a></dd>', client.get(page).content.decode())
    assert [int(each.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))) for each in figures] == [
        3,
        0,
        1,
        4,
    ]
    for place in ("pausing/", "resumption/", "cancellation/", "unscheduling/"):
        client.post(page + place)
    assert fresh(campaign).state == "done"


def test_a_running_one_tells_its_speed_and_how_long_it_takes_yet(sign_in, mona, made):
    crowd(30)
    campaign = campaign_of(made, by=mona)
    begin()
    SendChunk.objects.filter(campaign=campaign).update(sent_count=10)
    Campaign.objects.filter(pk=campaign.pk).update(started_at=timezone.now() - timedelta(minutes=2))
    page = sign_in(mona).get(f"{HOME}{campaign.number}/")
    progress = page.context["progress"]
    assert (progress.a_minute, progress.minutes_left) == (5, 4)
    assert progress.counts == {"sent": 10, "waiting": 20}
    assert "5 a minute" in page.content.decode()


def test_why_sila_paused_it_is_said_with_what_to_do(sign_in, mona, made):
    from campaigns.progress import WHAT_TO_DO

    crowd(1)
    campaign = campaign_of(made, by=mona)
    begin()
    pause(campaign, by=None, why=Campaign.Why.ERRORS)
    campaign.refresh_from_db()
    page = sign_in(mona).get(f"{HOME}{campaign.number}/").content.decode()
    with override("en"):
        assert str(campaign.get_why_display()) in page
        assert str(WHAT_TO_DO[campaign.why]) in page
    assert set(WHAT_TO_DO) == set(Campaign.Why)


def test_what_has_left_is_said_before_it_is_cancelled(sink, sign_in, mona, made):
    crowd(2)
    campaign = campaign_of(made, by=mona)
    begin()
    client, page = sign_in(mona), f"{HOME}{campaign.number}/"
    assert client.get(f"{page}cancellation/").status_code == 200
    assert fresh(campaign).state == "running"
    for _time in range(2):
        assert client.post(f"{page}cancellation/").status_code == 303
    assert fresh(campaign).state == "cancelled"
    assert drain_all() == 0
    assert Event.objects.filter(verb="campaign.cancelled").count() == 1


def test_it_is_a_draft_again_while_nobody_is_written_down(sign_in, mona, draft):
    schedule(draft, by=mona, send_at=timezone.now() + timedelta(hours=1))
    client = sign_in(mona)
    for _time in range(2):
        client.post(f"{HOME}{draft.number}/unscheduling/")
    assert fresh(draft).state == "draft"
    assert begin() == 0


def test_a_copy_is_a_draft_without_its_times_one_for_each_press(sign_in, mona, draft):
    schedule(draft, by=mona, send_at=timezone.now() + timedelta(hours=1))
    client = sign_in(mona)
    token = token_of(client.get(f"{HOME}{draft.number}/"))
    for _time in range(2):
        client.post(f"{HOME}{draft.number}/copy/", {"form_token": token})
    copy = Campaign.objects.exclude(pk=draft.pk).get()
    assert (copy.state, copy.send_at, copy.template_id) == ("draft", None, draft.template_id)
    assert client.post(f"{HOME}{draft.number}/copy/", {"form_token": "nonsense"}).status_code == 400


def test_drafts_are_archived_and_come_back(sign_in, mona, draft):
    client, page = sign_in(mona), f"{HOME}{draft.number}/"
    client.post(f"{page}archive/")
    assert fresh(draft).is_archived
    assert names(client, "") == []
    assert names(client, "archived=1") == [draft.name]
    assert client.post(f"{page}schedule/", {"version": "2"}).status_code == 303
    assert fresh(draft).state == "draft"
    client.post(f"{page}archive/?undo=1")
    assert not fresh(draft).is_archived
    schedule(fresh(draft), by=mona, send_at=timezone.now() + timedelta(hours=1))
    client.post(f"{page}archive/")
    assert not fresh(draft).is_archived


def test_the_list_is_narrowed_searched_and_sorted(sign_in, mona, made, draft):
    schedule(draft, by=mona, send_at=timezone.now() + timedelta(hours=1))
    add_campaign(by=mona, name="أخبار الشهر", purpose="marketing", template=made)
    client = sign_in(mona)
    assert names(client, "state=scheduled") == ["Season"]
    assert names(client, "state=draft") == ["أخبار الشهر"]
    assert names(client, "state=going") == names(client, "state=over") == []
    assert names(client, "q=اخبار") == ["أخبار الشهر"]
    assert names(client, "sort=name") == ["Season", "أخبار الشهر"]
    assert names(client, "sort=number") == ["Season", "أخبار الشهر"]


PLACES = ["", "new/", "{n}/", "{n}/edit/", "{n}/schedule/", "{n}/cancellation/"]
VERBS = ["{n}/copy/", "{n}/archive/", "{n}/test/", "{n}/unscheduling/", "{n}/pausing/", "{n}/resumption/"]


@pytest.mark.parametrize("place", PLACES + VERBS)
def test_who_does_not_send_campaigns_does_not_reach_them(sign_in, salem, karim, draft, place):
    address = HOME + place.format(n=draft.number)
    ask = "post" if place in VERBS else "get"
    assert getattr(sign_in(salem), ask)(address).status_code == 403
    assert getattr(sign_in(karim), ask)(address).status_code == 404
    if "{" in place:
        theirs = getattr(sign_in(karim), ask)(address.replace("/noor/", "/bahr/"))
        assert theirs.status_code == 404


@pytest.mark.parametrize("place", VERBS)
def test_what_changes_something_is_posted(sign_in, mona, draft, place):
    assert sign_in(mona).get(HOME + place.format(n=draft.number)).status_code == 405


def test_of_very_many_the_page_counts_some_and_they_are_confirmed(sign_in, mona, draft, monkeypatch):
    """Whoever cannot wait for the number confirms the one that is shown."""
    crowd(3)
    monkeypatch.setattr("campaigns.gathering.COUNT_MS", 0)
    monkeypatch.setattr("campaigns.gathering.SOME", 2)
    client, page = sign_in(mona), f"{HOME}{draft.number}/schedule/"
    shown = client.get(page)
    assert "more than 2" in shown.content.decode()
    assert client.get(f"{HOME}{draft.number}/").status_code == 200
    version = version_of(shown)
    assert client.post(page, {"version": version, "typed": "3"}).status_code == 422
    assert client.post(page, {"version": version, "typed": "2"}).status_code == 303
    assert fresh(draft).state == "scheduled"
