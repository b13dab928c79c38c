"""What is written about us: written down, seen by who may, answered once, handed over, tied to its customer."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.deletion import delete_for_good
from accounts.models import Account, Contact
from conftest import make_member
from interactions.models import Interaction
from lib.tenancy.state import workspace
from social.models import SocialHandle, SocialMention, SocialRules
from social.models.mention import DecidedBefore
from social.services import answer, link_to, unlink
from social.tests.conftest import typed, url
from social.today import mine_to_answer
from timeline.models import Event, Notification
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
State = SocialMention.State


def test_a_colleague_writes_it_down_and_its_owner_is_told(sign_in, huda, salem, afaq, in_noor):
    answer_page = sign_in(huda).post(url("new"), typed(owner=salem.number))
    made = SocialMention.objects.get()
    assert answer_page.url == url("mention", number=made.number)
    assert (made.handle, made.state, made.owner, made.source) == ("Aziz_M", State.WAITING, salem, "person")
    assert made.due_at is not None
    assert Notification.objects.get(recipient=salem).kind == "socialmention.received"
    assert mine_to_answer(salem) == [made]
    html = sign_in(salem).get("/w/noor/").content.decode()
    assert "Third time late!" in html


def test_a_double_click_makes_one(sign_in, huda, in_noor):
    sent, client = typed(), sign_in(huda)
    for _press in range(2):
        assert client.post(url("new"), sent).status_code == 303
    assert SocialMention.objects.count() == 1
    assert client.post(url("new"), {**sent, "text": "Other"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"text": "x" * 5_001},
        {"author_name": "", "handle": "@"},
        {"link": "javascript:alert(1)"},
        {"link": "http://x.example/1"},
        {"link": "ftp://x.example"},
        {"link": "x.example/" + "a" * 490},
        {"network": "myspace"},
        {"sentiment": "furious"},
        {"rating": "6"},
        {"followers": "-1"},
        {"followers": "9" * 20},
        {"on": "1.1.2200"},
        {"on": "never"},
        {"clock": "25:00"},
        {"owner": "999"},
    ],
)
def test_bad_input_is_told_kept_and_writes_nothing(sign_in, huda, in_noor, wrong):
    page = sign_in(huda).post(url("new"), typed(**wrong))
    assert page.status_code == 422
    assert "https://x.example/1" in page.content.decode() or "link" in wrong
    assert not SocialMention.objects.exists()


def test_what_was_written_is_shown_as_text_and_its_link_tells_nothing(sign_in, said, huda, in_noor):
    made = said("<script>alert(1)</script>", link="https://x.example/1?a=<b>", author_name="<i>x</i>")
    for path in (url("mention", number=made.number), f"{url('list')}?state=waiting&view=all"):
        html = sign_in(huda).get(path).content.decode()
        assert "<script>alert(1)" not in html
        assert "<i>x</i>" not in html
        assert 'rel="noopener noreferrer nofollow"' in html


def test_the_answer_is_due_in_working_hours_by_how_it_is_meant(noor, said, in_noor):
    """The first Thursday of March 2026 after 16:00: one working hour is left before the weekend."""
    riyadh = ZoneInfo(noor.time_zone)
    rules = SocialRules(negative_hours=2)
    at = datetime(2026, 3, 5, 16, tzinfo=riyadh)
    assert rules.due_at("negative", at) == datetime(2026, 3, 8, 9, tzinfo=riyadh)
    assert rules.due_at("neutral", at) is None


def test_a_known_customer_gets_an_interaction_with_the_answer(sign_in, said, salem, afaq, noura, in_noor):
    made = link_to(said(), account=afaq, contact=noura, by=salem)
    client = sign_in(salem)
    sent = {"text": "We are sorry.", "link": "x.example/1/reply"}
    assert client.post(url("answer", number=made.number), sent).status_code == 303
    made.refresh_from_db()
    logged = Interaction.objects.get()
    assert (made.state, made.answer_link, made.interaction) == (
        State.ANSWERED, "https://x.example/1/reply", logged,
    )  # fmt: skip
    assert (logged.channel, logged.account, logged.contacts) == ("social", afaq, [noura])
    assert "We are sorry." in logged.text
    html = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "We are sorry." in html
    # Undo: it waits again, and what was logged is off the record.
    client.post(f"{url('answer', number=made.number)}?undo=1")
    made.refresh_from_db()
    logged.refresh_from_db()
    assert (made.state, made.answer_text, made.interaction) == (State.WAITING, "", None)
    assert logged.is_removed


def test_it_is_answered_in_the_list_and_the_next_one_is_there(sign_in, said, huda, in_noor):
    first, second = said("First", hours_ago=3), said("Second")
    client = sign_in(huda)
    place = f"{url('list')}?state=waiting&view=all"
    html = client.get(place).content.decode()
    assert html.index("First") < html.index("Second")
    address = f"{url('answer', number=first.number)}?from=list&in=state%3Dwaiting%26view%3Dall"
    gone_to = client.post(address, {"text": "Sorry"})
    assert gone_to.url == place
    html = client.get(gone_to.url).content.decode()
    assert f'id="answer-{second.number}"' in html
    assert f'id="answer-{first.number}"' not in html


def test_an_empty_answer_is_refused_with_what_was_typed(sign_in, said, huda, in_noor):
    made = said()
    page = sign_in(huda).post(url("answer", number=made.number), {"text": "", "link": "https://x.example/r"})
    assert page.status_code == 422
    assert "https://x.example/r" in page.content.decode()
    made.refresh_from_db()
    assert made.is_waiting


def test_who_answers_second_is_told_and_keeps_what_was_typed(sign_in, said, huda, salem, in_noor):
    made = said()
    assert sign_in(huda).post(url("answer", number=made.number), {"text": "Huda's"}).status_code == 303
    page = sign_in(salem).post(url("answer", number=made.number), {"text": "Salem's"})
    assert page.status_code == 422
    assert "Salem&#x27;s" in page.content.decode()
    made.refresh_from_db()
    assert made.answer_text == "Huda's"
    # Pressed twice by the same person it is no matter.
    again = sign_in(huda).post(url("answer", number=made.number), {"text": "Huda's"})
    assert again.status_code == 303


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_the_same_moment_answer_it_once(at_once, said, huda, salem, noor):
    made = said()

    def work(by, text):
        def one():
            found = SocialMention.objects.get(pk=made.pk)
            yield
            answer(found, by=by, text=text)

        return one

    raised = at_once(work(huda, "One"), work(salem, "Two"))
    assert raised == [repr(DecidedBefore())]
    with workspace(noor.pk), transaction.atomic():
        assert Event.objects.filter(verb="socialmention.answered").count() == 1


def test_put_aside_and_taken_up_again(sign_in, said, huda, in_noor):
    made, client = said(), sign_in(huda)
    assert client.post(url("dismissal", number=made.number)).status_code == 303
    assert client.post(url("dismissal", number=made.number)).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.closed_by) == (State.DISMISSED, huda)
    client.post(f"{url('dismissal', number=made.number)}?undo=1")
    made.refresh_from_db()
    assert made.is_waiting


def test_whose_it_is_is_remembered_for_the_next_ones(sign_in, said, salem, afaq, in_noor):
    made, client = said(), sign_in(salem)
    sent = {"account": str(afaq.number), "name": "عزيز المطيري"}
    assert client.post(url("whose", number=made.number), sent).status_code == 303
    made.refresh_from_db()
    contact = Contact.objects.get()
    assert (made.account, made.contact, contact.name_ar) == (afaq, contact, "عزيز المطيري")
    following = said("Again!", handle="AZIZ_M")
    assert (following.account, following.contact, following.owner) == (afaq, contact, salem)
    assert said("Elsewhere", network="tiktok").account is None
    html = client.get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "Again!" in html
    client.post(f"{url('whose', number=made.number)}?undo=1")
    assert said("And again").account is None


def test_an_archived_customer_is_left_alone(sign_in, said, salem, afaq, in_noor):
    made = link_to(said(), account=afaq, by=salem)
    Account.objects.get(pk=afaq.pk).archive(by=salem)
    client = sign_in(salem)
    for name in ("answer", "dismissal"):
        client.post(url(name, number=made.number), {"text": "Sorry"})
    made.refresh_from_db()
    assert made.is_waiting
    assert said("New").account is None
    assert client.post(url("whose", number=said("x").number), {"account": afaq.number}).status_code == 422


def test_handed_over_and_back(sign_in, said, huda, salem, in_noor):
    made, client = said(owner=huda), sign_in(huda)
    address = url("handover", number=made.number)
    assert client.post(address, {"owner": salem.number}).status_code == 303
    made.refresh_from_db()
    assert made.owner == salem
    assert Notification.objects.filter(recipient=salem, kind="socialmention.handed").count() == 1
    client.post(f"{address}?undo={huda.number}")
    made.refresh_from_db()
    assert made.owner == huda
    client.post(address, {"owner": "x"})
    made.refresh_from_db()
    assert made.owner == huda


def test_two_edits_at_once(sign_in, said, huda, in_noor):
    made, client = said(), sign_in(huda)
    version = made.version
    made.hand_over(to=huda, by=huda)
    sent = typed(version=version, sentiment="question", owner=huda.number)
    address = url("edit", number=made.number)
    page = client.post(address, sent)
    assert page.status_code == 422
    made.refresh_from_db()
    assert made.sentiment == "negative"
    assert client.post(address, {**sent, "version": made.version}).status_code == 303
    made.refresh_from_db()
    assert made.sentiment == "question"


def test_a_stranger_and_a_viewer(sign_in, said, karim, reem, in_noor):
    made = said()
    stranger, viewer = sign_in(karim), sign_in(reem)
    for name in ("list", "new"):
        assert stranger.get(url(name)).status_code == 404
    for name in ("mention", "edit", "answer", "dismissal", "whose", "handover"):
        address = url(name, number=made.number)
        assert stranger.post(address).status_code in {404, 405}
        if name != "mention":
            assert viewer.post(address).status_code == 403
    assert viewer.get(url("mention", number=made.number)).status_code == 200
    assert viewer.get(url("new")).status_code == 403
    for name in ("answer", "dismissal", "whose", "handover"):
        assert stranger.get(url(name, number=made.number)).status_code in {404, 405}
    made.refresh_from_db()
    assert made.is_waiting


def test_a_team_sees_what_is_nobodys_and_its_own(sign_in, noor, said, salem, afaq, in_noor):
    other = make_member(noor, Role.ACCOUNT_MANAGER, "lama@noor.example", "Lama")
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    mine, nobodys = link_to(said("Mine"), account=afaq, by=salem), said("Nobody's", handle="other")
    client = sign_in(other)
    assert client.get(url("mention", number=mine.number)).status_code == 404
    assert client.get(url("mention", number=nobodys.number)).status_code == 200
    html = client.get(f"{url('list')}?view=all").content.decode()
    assert "Mine" not in html
    assert "Nobody&#x27;s" in html
    assert "Mine" in sign_in(salem).get(f"{url('list')}?view=all").content.decode()


def test_the_inbox_is_narrowed_and_answers_as_a_fragment(sign_in, said, huda, in_noor):
    said("Late one", hours_ago=24 * 20)
    said("قهوة باردة", sentiment="question", network="google", handle="", owner=huda)
    client = sign_in(huda)

    def shown(query, **headers):
        return client.get(f"{url('list')}?{query}", headers=headers).content.decode()

    assert client.get(url("list")).url.endswith("?state=waiting&view=all")
    assert "قهوة" not in shown("due=late")
    assert "Late one" in shown("due=late")
    assert "Late one" not in shown("network=google&sentiment=question&owner=me")
    assert "Late one" not in shown("q=قهوه")
    assert "قهوة" in shown("q=قهوه")
    part = shown("view=all", **{"hx-request": "true"})
    assert "<html" not in part
    assert 'id="list"' in part
    assert client.get(f"{url('list')}?network=nope&due=x&after=zzz&owner=99").status_code == 200


def test_a_page_of_the_inbox_costs_the_same_for_many(sign_in, said, huda, afaq, salem, in_noor):
    link_to(said(), account=afaq, by=salem)
    client, counts = sign_in(huda), []
    for more in (0, 12):
        for number in range(more):
            said(f"Words {number}", handle=f"h{number}", owner=huda)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{url('list')}?view=all")
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_what_a_deleted_contact_wrote_goes_with_it(said, huda, salem, afaq, noura, in_noor):
    made = link_to(said(), account=afaq, contact=noura, by=salem)
    answer(made, by=salem, text="Sorry")
    delete_for_good(Contact.objects.get(pk=noura.pk), by=huda)
    assert not SocialMention.objects.exists()
    assert not SocialHandle.objects.exists()


def test_the_rules_are_changed_by_who_leads(sign_in, huda, salem, reem, in_noor):
    sent = {"negative_hours": "2", "question_hours": "٦", "positive_hours": "0", "neutral_hours": "0"}
    assert sign_in(salem).post(url("rules"), sent).status_code == 403
    client = sign_in(huda)
    assert client.post(url("rules"), {**sent, "negative_hours": "-1"}).status_code == 422
    assert not SocialRules.objects.exists()
    for _press in range(2):
        assert client.post(url("rules"), {**sent, "caretaker": salem.number}).status_code == 303
    kept = SocialRules.objects.get()
    assert (kept.negative_hours, kept.question_hours, kept.positive_hours, kept.caretaker) == (2, 6, 0, salem)
    assert Event.objects.filter(verb="socialrules.changed").count() == 1
    assert client.get("/w/noor/settings/audit/").status_code == 200


def test_what_is_nobodys_goes_to_the_caretaker(said, salem, in_noor):
    SocialRules.objects.create(caretaker=salem)
    assert said().owner == salem
    type(salem).objects.filter(pk=salem.pk).update(ended_at=timezone.now())
    assert said("Next").owner is None


def test_who_wrote_it_is_made_a_contact_once_however_often_it_is_pressed(sign_in, huda, afaq, said, in_noor):
    made, client = said(), sign_in(huda)
    for _press in range(2):
        client.post(url("whose", number=made.number), {"account": str(afaq.number), "name": "Aziz"})
    assert Contact.objects.get().name == "Aziz"


def test_an_untied_mention_does_not_name_the_customer_it_was_tied_to(sign_in, huda, afaq, said, in_noor):
    made = said()
    stranger = make_member(in_noor, Role.AGENT, "stranger@noor.example", "Stranger")
    link_to(made, account=afaq, by=huda)
    unlink(made, by=huda)
    html = sign_in(stranger).get(url("mention", number=made.number)).content.decode()
    assert "Third time late!" in html
    assert "Afaq" not in html


def test_who_may_not_see_the_customer_of_a_name_lands_on_the_list(sign_in, huda, afaq, said, in_noor):
    Workspace.objects.update(visibility=Workspace.Visibility.TEAM)
    stranger = make_member(in_noor, Role.AGENT, "stranger@noor.example", "Stranger")
    link_to(said(), account=afaq, by=huda)
    answer_page = sign_in(stranger).post(url("new"), typed())
    assert (answer_page.status_code, answer_page.url) == (303, url("list"))
