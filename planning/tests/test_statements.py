"""Expectations in writing: drafted, sent by a link, acknowledged or commented on, edition by edition."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from interactions.models import FollowUp, Interaction
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from messaging.models import OutgoingMail
from planning.expecting import NotADraft, ask, draft_edition, find_by_token, take_back
from planning.models import ScopeStatement, StatementAnswer, StatementLink
from planning.statement_today import ending_of

TOKEN = "expectations-of-the-test-" + "0" * 20
TEXT = {"does": "Weekly deliveries", "does_not": "No storage", "service_levels": "", "communication": ""}


def fields(**others):
    return {**TEXT, "language": "en", "valid_from": timezone.localdate(), "valid_until": None, **others}


@pytest.fixture
def draft(salem, afaq):
    with workspace(salem.workspace_id):
        return draft_edition(account=afaq, by=salem, fields=fields())


@pytest.fixture
def asked(salem, noura, draft):
    with workspace(salem.workspace_id):
        ask(draft, contact=noura, is_mailed=False, note="", by=salem, token=TOKEN)
        return draft


def url(token=TOKEN, slug="noor"):
    return f"/p/{slug}/expectations/{token}/"


def answer(word="acknowledge", **others):
    return {"word": word, "name": "Noura", "text": "", "form_token": str(uuid.uuid4()), **others}


def now(salem, statement):
    with workspace(salem.workspace_id):
        return ScopeStatement.objects.get(pk=statement.pk)


def test_the_customer_reads_and_acknowledges_once(salem, afaq, asked):
    client, typed = Client(headers={"accept-language": "en"}), answer()
    page = client.get(url())
    assert "Weekly deliveries" in page.content.decode()
    assert page["Cache-Control"].find("no-store") >= 0
    assert now(salem, asked).state == "asked"
    for _twice in range(2):
        assert client.post(url(), typed).status_code == 303
    # A replay under another token is no second word.
    assert client.post(url(), answer(name="Somebody else")).status_code == 303
    with workspace(salem.workspace_id):
        found = ScopeStatement.objects.get()
        assert (found.state, found.acknowledged_by) == ("acknowledged", "Noura")
        assert StatementAnswer.objects.count() == 1
        assert FollowUp.objects.get(pk=found.follow_up_id).state == "done"
        said = Interaction.objects.get(channel="portal", account=afaq)
        assert said.subject == "التوقعات، الإصدار 1", "in the language of the workspace"
    assert "Acknowledged by" in client.get(url()).content.decode()


def test_a_comment_becomes_a_follow_up_and_leaves_it_open(salem, asked):
    client = Client(headers={"accept-language": "en"})
    assert client.post(url(), answer("comment")).status_code == 422
    assert client.post(url(), answer("comment", text="Add Jeddah")).status_code == 303
    with workspace(salem.workspace_id):
        assert ScopeStatement.objects.get().state == "asked"
        step = FollowUp.objects.exclude(owed_by="customer").get()
        assert "Add Jeddah" in step.reason
        assert step.owner == salem
    assert client.post(url(), answer()).status_code == 303
    assert now(salem, asked).state == "acknowledged"


def test_a_name_is_asked_for_and_what_was_typed_stays(asked):
    refused = Client(headers={"accept-language": "en"}).post(url(), answer(name="", text="My words"))
    assert refused.status_code == 422
    assert "My words" in refused.content.decode()


@pytest.mark.parametrize("spoil", ["forged", "expired", "revoked", "archived", "stranger", "replaced"])
def test_closed_links_are_all_alike_and_take_nothing(salem, bahr, noura, afaq, asked, spoil):
    token, slug = TOKEN, "noor"
    with workspace(salem.workspace_id):
        if spoil == "forged":
            token = TOKEN[:-1] + "1"
        elif spoil == "expired":
            ScopeStatement.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        elif spoil == "revoked":
            take_back(asked, by=salem)
        elif spoil == "archived":
            afaq.archive(by=salem)
        elif spoil == "stranger":
            slug = "bahr"
        else:
            later = draft_edition(account=afaq, by=salem, fields=fields(does="Daily deliveries"))
            ask(later, contact=noura, is_mailed=False, note="", by=salem, token=TOKEN + "later")
    client = Client()
    assert client.get(url(token, slug)).status_code == 404
    assert client.post(url(token, slug), answer()).status_code == 404
    with workspace(salem.workspace_id):
        assert not StatementAnswer.objects.exists()


def test_changed_text_asks_again_and_the_former_holds_until_then(salem, afaq, noura, asked):
    client = Client()
    client.post(url(), answer())
    with workspace(salem.workspace_id):
        later = draft_edition(account=afaq, by=salem, fields=fields(does="Daily deliveries"))
        assert later.edition == 2
        ask(later, contact=noura, is_mailed=False, note="", by=salem, token=TOKEN + "2")
    assert now(salem, asked).state == "acknowledged"
    client.post(url(TOKEN + "2"), answer())
    assert now(salem, asked).state == "replaced"
    assert now(salem, later).state == "acknowledged"
    with workspace(salem.workspace_id), pytest.raises(NotADraft):
        ask(later, contact=noura, is_mailed=False, note="", by=salem)


def test_the_mail_brings_a_link_that_opens(sign_in, salem, reachable, draft, leave):
    client = sign_in(salem)
    page = f"/w/noor/expectations/{draft.number}/asking/"
    typed = {"version": draft.version, "contact": reachable.number, "is_mailed": "on", "note": "Please read"}
    for _twice in range(2):
        assert client.post(page, typed).status_code == 303
    with workspace(salem.workspace_id):
        assert OutgoingMail.objects.count() == 1
        assert FollowUp.objects.filter(owed_by="customer").count() == 1
        leave()
        assert StatementLink.objects.exclude(token_hash=None).count() == 1
    assert now(salem, draft).state == "asked"


def test_the_link_is_shown_once_and_a_new_one_kills_it(sign_in, salem, noura, draft):
    client = sign_in(salem)
    typed = {"version": draft.version, "contact": noura.number, "is_shown": "on"}
    shown = client.post(f"/w/noor/expectations/{draft.number}/asking/", typed).content.decode()
    token = shown.split("/p/noor/expectations/")[1].split("/")[0]
    with workspace(salem.workspace_id):
        assert find_by_token(hash_of(token)) is not None
    client.post(f"/w/noor/expectations/{draft.number}/link/")
    with workspace(salem.workspace_id):
        assert find_by_token(hash_of(token)) is None


def test_a_new_link_stops_the_letter_that_has_not_left_yet(sign_in, salem, reachable, draft, leave):
    client = sign_in(salem)
    typed = {"version": draft.version, "contact": reachable.number, "is_mailed": "on", "note": "Please read"}
    client.post(f"/w/noor/expectations/{draft.number}/asking/", typed)
    shown = client.post(f"/w/noor/expectations/{draft.number}/link/", follow=True).content.decode()
    token = shown.split("/p/noor/expectations/")[1].split("/")[0]
    with workspace(salem.workspace_id):
        leave()
        assert OutgoingMail.objects.get().state == "cancelled"
        assert find_by_token(hash_of(token)) is not None
        assert StatementLink.objects.filter(revoked_at=None).count() == 1
    assert now(salem, draft).state == "asked"


def test_stale_and_late_edits_are_refused(sign_in, salem, noura, draft):
    client, page = sign_in(salem), f"/w/noor/expectations/{draft.number}/edit/"
    typed = {**TEXT, "language": "en", "valid_from": "2026-01-01", "version": "7"}
    refused = client.post(page, {**typed, "does": "My words"})
    assert refused.status_code == 422
    assert "My words" in refused.content.decode()
    ended = client.post(page, {**typed, "version": "1", "valid_until": "2025-01-01"})
    assert ended.status_code == 422
    with workspace(salem.workspace_id):
        ask(draft, contact=noura, is_mailed=False, note="", by=salem, token=TOKEN)
    assert client.post(page, typed).status_code == 303
    assert now(salem, draft).does == "Weekly deliveries"


def test_strangers_and_readers(sign_in, karim, reem, afaq, draft):
    stranger, reader = sign_in(karim), sign_in(reem)
    for page in (f"/w/noor/accounts/{afaq.number}/expectations/", f"/w/noor/expectations/{draft.number}/"):
        assert stranger.get(page).status_code == 404
        assert reader.get(page).status_code == 200
    for page in ("edit", "asking", "link", "reminder"):
        assert reader.post(f"/w/noor/expectations/{draft.number}/{page}/").status_code == 403


def test_what_has_ended_or_ends_soon_stands_on_today_until_the_customer_is_asked_again(
    salem, faisal, reem, noura, afaq, asked, sign_in
):
    with workspace(salem.workspace_id):
        afaq.refresh_from_db()
        afaq.set_status("active", by=salem)
        rows = ScopeStatement.objects.filter(pk=asked.pk)
        today, began = timezone.localdate(), timezone.localdate() - timedelta(days=300)
        fixed = {"acknowledged_at": timezone.now(), "acknowledged_by": "Noura", "valid_from": began}
        rows.update(state="acknowledged", valid_until=today - timedelta(days=1), **fixed)
        assert [each.has_ended for each in ending_of(salem)] == [True]
        rows.update(valid_until=today + timedelta(days=13))
        assert [each.has_ended for each in ending_of(salem)] == [False]
        assert (ending_of(faisal), ending_of(reem)) == ([], [])
        page = sign_in(salem).get("/w/noor/").content.decode()
        assert "Expectations to be renewed" in page
        rows.update(valid_until=today + timedelta(days=14))
        assert ending_of(salem) == []
        rows.update(valid_until=today)
        again = draft_edition(account=afaq, by=salem, fields=fields())
        ask(again, contact=noura, is_mailed=False, note="", by=salem)
        assert ending_of(salem) == []
