"""An open page learns what others do to its record and who edits it, and nothing that it may not see."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import services
from interactions.services import add_follow_up
from timeline.models import Editing, Event
from timeline.notifying import notify
from workspaces.models.session import Session

pytestmark = pytest.mark.django_db

LIVE, FORM = "/w/noor/live/", "/w/noor/live/editing/"


@pytest.fixture
def afaq(salem, in_noor):
    return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def watched(sign_in, afaq):
    """As its script asks: watched(salem)() is what the open page of Afaq is told now."""

    def open_page(member, address=None):
        client = sign_in(member)
        page = client.get(address or f"/w/noor/accounts/{afaq.number}/").content.decode()
        query = re.search(r'data-live-query="([^"]*)"', page)[1].replace("&amp;", "&")
        return lambda **headers: client.get(LIVE + query, headers=headers)

    return open_page


def text(answer):
    return answer.content.decode()


def test_nothing_new_is_304_and_no_body(watched, salem, in_noor):
    ask = watched(salem)
    first = ask()
    assert "live-note" not in text(first)
    again = ask(**{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_a_colleague_did_is_counted_and_ones_own_is_not(watched, salem, huda, afaq, in_noor):
    ask = watched(salem)
    before = ask()["ETag"]
    afaq.set_status("dormant", by=salem)
    assert ask(**{"if-none-match": before}).status_code == 304
    afaq.set_status("active", by=huda)
    services.add_contact(by=huda, fields={"name_en": "Nasser"}, account=afaq)
    told = ask(**{"if-none-match": before})
    assert told.status_code == 200
    assert "3 new" in text(told)
    assert f'href="/w/noor/accounts/{afaq.number}/"' in text(told)


def test_what_was_shown_is_not_new_again(watched, salem, huda, afaq, in_noor, sign_in):
    ask = watched(salem)
    afaq.set_status("dormant", by=huda)
    following = re.search(r'data-live-next="([^"]*)"', text(ask()))[1].replace("&amp;", "&")
    client = sign_in(salem)
    assert "live-note" not in text(client.get(LIVE + following))
    afaq.set_status("lost", by=huda, asks_why=False)
    assert "live-note" in text(client.get(LIVE + following))


def test_old_events_that_were_written_late_are_not_news(watched, salem, huda, afaq, in_noor):
    ask = watched(salem)
    Event.objects.create(
        verb="account.changed",
        actor=huda,
        subject_kind="accounts.account",
        subject_id=afaq.pk,
        at=timezone.now() - timedelta(days=3),
    )
    assert "live-note" not in text(ask())


def test_the_bell_counts_on_every_page(watched, salem, huda, in_noor):
    ask = watched(salem, "/w/noor/accounts/")
    before = ask()
    notify("account.assigned", [salem], by=huda)
    told = ask(**{"if-none-match": before["ETag"]})
    assert told.status_code == 200
    assert "bell-count" in text(told)
    assert "bell-count" not in text(before)


def test_the_day_tells_that_it_is_another(watched, salem, huda, afaq, in_noor):
    ask = watched(salem, "/w/noor/")
    assert "live-note" not in text(ask())
    fields = {"reason": "Call", "due_on": timezone.localdate(), "owner": salem}
    add_follow_up(account=afaq, by=huda, fields=fields)
    assert 'href="/w/noor/"' in text(ask())


def test_who_edits_is_named_until_the_form_is_left(watched, sign_in, salem, huda, afaq, in_noor):
    about = f"{FORM}?on=account&number={afaq.number}"
    ask, editor = watched(salem), sign_in(huda)
    for _again in range(2):
        assert editor.post(about).status_code == 204
    assert Editing.objects.count() == 1
    assert str(huda.user.name) in text(ask())
    assert str(huda.user.name) not in text(editor.get(f"{LIVE}?on=account&number={afaq.number}"))
    assert editor.delete(about).status_code == 204
    assert str(huda.user.name) not in text(ask())


def test_a_form_that_was_closed_without_a_word_is_forgotten(watched, sign_in, salem, huda, afaq, in_noor):
    ask = watched(salem)
    Editing.objects.keep(afaq, by=huda)
    Editing.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    assert "live-note" not in text(ask())
    other = services.add_account(by=huda, fields={"name_en": "Nahda", "owner": huda})
    Editing.objects.keep(other, by=huda)
    assert Editing.objects.count() == 1


@pytest.mark.parametrize("page", ["accounts", "contacts"])
def test_the_form_says_that_it_is_open(sign_in, salem, page, afaq, in_noor):
    services.add_contact(by=salem, fields={"name_en": "Nasser"}, account=afaq)
    body = text(sign_in(salem).get(f"/w/noor/{page}/1/edit/"))
    assert f'data-live-editing="{FORM}"' in body
    assert f"?on={page.removesuffix('s')}&amp;number=1" in body


def test_the_stranger_and_who_may_not_see_it_get_404(sign_in, salem, karim, huda, noor, afaq, in_noor):
    assert sign_in(karim).get(f"{LIVE}?on=account&number={afaq.number}").status_code == 404
    theirs = services.add_account(by=huda, fields={"name_en": "Nahda", "owner": huda})
    noor.visibility = "team"
    noor.save(update_fields=["visibility"])
    client = sign_in(salem)
    for answer in (
        client.get(f"{LIVE}?on=account&number={theirs.number}&seen=0&since=0"),
        client.post(f"{FORM}?on=account&number={theirs.number}"),
        client.get(f"{LIVE}?on=account&number=0"),
        client.get(f"{LIVE}?on=account&number=999999"),
        client.get(f"{LIVE}?on=nothing"),
        client.get(f"{LIVE}?since=99999999999999999"),
    ):
        assert answer.status_code == 404
    assert client.post(FORM).status_code == 400


def test_a_viewer_edits_nothing(sign_in, reem, afaq, in_noor):
    assert sign_in(reem).post(f"{FORM}?on=account&number={afaq.number}").status_code == 403


def test_asking_is_no_use_of_a_session(sign_in, salem, in_noor):
    client = sign_in(salem)
    client.get("/w/noor/")
    long_ago = timezone.now() - timedelta(minutes=10)
    Session.objects.update(seen_at=long_ago)
    assert client.get(LIVE, headers={"x-unattended": "1"}).status_code == 200
    assert Session.objects.get(user_id=salem.user_id).seen_at == long_ago
