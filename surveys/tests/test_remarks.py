"""Every low answer gets somebody who answers the customer; it is closed with what was done."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services import add_account, add_contact
from interactions.models import FollowUp, Interaction
from lib.tenancy.state import workspace
from lib.tokens import new_token
from messaging.models import OutgoingMail
from surveys.inviting import invite
from surveys.models import Remark, SurveyAnswer
from surveys.remarks import take_up
from surveys.remarks_waiting import waiting_for
from surveys.services import give_answer
from surveys.tests.conftest import token
from timeline.models import Event

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def low(salem, asked, visit):
    """An answer of Noura's with the lowest rating."""
    made, _url = asked()
    with workspace(salem.workspace_id), transaction.atomic():
        return give_answer(made, [(visit.asked()[0], 1), (visit.asked()[3], "Nobody called us back")])


@pytest.fixture
def remark(salem, low):
    with workspace(salem.workspace_id):
        return Remark.objects.get()


def of(remark):
    return f"/w/noor/surveys/remarks/{remark.number}/"


def fresh(remark):
    with workspace(remark.workspace_id):
        return Remark.objects.with_people().get(pk=remark.pk)


def test_a_low_answer_has_an_owner_who_promises_to_answer(salem, remark, afaq):
    with workspace(salem.workspace_id):
        step = FollowUp.objects.get()
        assert (remark.owner, remark.follow_up, remark.is_open) == (salem, step, True)
        assert (step.account, step.owner, step.priority) == (afaq, salem, FollowUp.Priority.HIGH)
        assert waiting_for(salem) == [remark]


def test_a_good_answer_waits_for_nobody_until_somebody_takes_it_up(sign_in, salem, mona, asked, visit):
    made, _url = asked()
    with workspace(salem.workspace_id), transaction.atomic():
        answer = give_answer(
            made, [(visit.asked()[0], 5), (visit.asked()[3], "Could you deliver on Sundays?")]
        )
        assert not Remark.objects.exists()
    client = sign_in(mona)
    for _pressed in range(2):
        assert client.post(f"/w/noor/surveys/answered/{answer.number}/remark/").status_code == 303
    with workspace(salem.workspace_id):
        assert Remark.objects.get().owner == mona


def test_without_anybody_who_looks_after_the_customer_it_waits_for_all(huda, sign_in, visit):
    with workspace(huda.workspace_id), transaction.atomic():
        account = add_account(by=huda, fields={"name_en": "Nobodys", "owner": None})
        person = add_contact(by=huda, fields={"name_en": "Ali"}, account=account)
        made = invite(survey=visit, contact=person, account=account, by=huda, way="link", token=new_token())
        give_answer(made, [(visit.asked()[0], 1)])
        assert Remark.objects.get().owner is None
        assert not FollowUp.objects.exists()
    shown = sign_in(huda).get("/w/noor/surveys/remarks/", headers=ENGLISH).content.decode()
    assert "Nobodys" in shown
    assert "Nobody looks after it" in shown


def test_the_customer_is_answered_once_in_their_language(sign_in, salem, remark):
    client = sign_in(salem)
    page = client.get(f"{of(remark)}reply/", headers={"accept-language": "ar"}).content.decode()
    assert "Dear Noura," in page
    form = {"form_token": token(), "subject": "Your visit", "text": "We are sorry."}
    for _pressed in range(2):
        assert client.post(f"{of(remark)}reply/", form).status_code == 303
    with workspace(salem.workspace_id):
        mail = OutgoingMail.objects.get()
        said = Interaction.objects.get(channel="email")
        assert mail.to_address == "noura@afaq.example"
        assert (said.account, said.is_visible_to_customer) == (remark.account, True)
    assert fresh(remark).reply_id == said.pk
    assert fresh(remark).is_open
    assert client.post(f"{of(remark)}reply/", {"subject": "", "text": "x"}).status_code == 422


def test_who_has_no_address_is_not_written_to(sign_in, salem, remark, noura):
    with workspace(salem.workspace_id), transaction.atomic():
        noura.email_1 = ""
        noura.save()
    form = {"form_token": token(), "subject": "Your visit", "text": "We are sorry."}
    sent = sign_in(salem).post(f"{of(remark)}reply/", form, headers=ENGLISH)
    assert sent.status_code == 422
    assert "We are sorry." in sent.content.decode()
    with workspace(salem.workspace_id):
        assert not OutgoingMail.objects.exists()


def test_it_is_closed_with_what_was_done_and_opened_again(sign_in, salem, remark):
    client = sign_in(salem)
    assert client.post(f"{of(remark)}closure/", {"done": " "}).status_code == 422
    for _pressed in range(2):
        assert (
            client.post(f"{of(remark)}closure/", {"done": "Called, and came on Sunday."}).status_code == 303
        )
    found = fresh(remark)
    assert (found.is_open, found.done, found.closed_by) == (False, "Called, and came on Sunday.", salem)
    with workspace(salem.workspace_id):
        assert FollowUp.objects.get().state == FollowUp.State.DONE
        assert Event.objects.filter(verb="remark.closed").count() == 1
        assert waiting_for(salem) == []
    assert "Called" in client.get(of(remark)).content.decode()
    for _pressed in range(2):
        assert client.post(f"{of(remark)}closure/", {"undo": "1"}).status_code == 303
    assert fresh(remark).is_open
    assert fresh(remark).done  # to go on from
    with workspace(salem.workspace_id):
        assert Event.objects.filter(verb="remark.reopened").count() == 1


def test_somebody_else_looks_after_it(sign_in, salem, mona, reem, remark):
    client = sign_in(salem)
    assert client.post(f"{of(remark)}owner/", {"owner": reem.number}).status_code == 422  # who only looks on
    assert client.post(f"{of(remark)}owner/", {"owner": mona.number}).status_code == 303
    assert fresh(remark).owner == mona


@pytest.mark.parametrize("end", ["", "reply/", "closure/", "owner/"])
def test_strangers_find_nothing_and_viewers_change_nothing(sign_in, reem, karim, remark, end):
    assert sign_in(karim).get(f"{of(remark)}{end}").status_code == 404
    assert sign_in(reem).get(f"{of(remark)}{end}").status_code == (200 if not end else 403)
    if end:
        assert sign_in(reem).post(f"{of(remark)}{end}", {"done": "x"}).status_code == 403
    assert fresh(remark).is_open


def test_only_of_customers_one_may_see(noor, sign_in, huda, salem, remark, visit):
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    with workspace(noor.pk), transaction.atomic():
        account = add_account(by=huda, fields={"name_en": "Hudas own", "owner": huda})
        person = add_contact(by=huda, fields={"name_en": "Fadi"}, account=account)
        made = invite(survey=visit, contact=person, account=account, by=huda, way="link", token=new_token())
        hidden = Remark.objects.get(answer=give_answer(made, [(visit.asked()[0], 1)]))
        answer = SurveyAnswer.objects.get(pk=hidden.answer_id)
    client = sign_in(salem)
    shown = client.get("/w/noor/surveys/remarks/").content.decode()
    assert "Noura" in shown
    assert "Hudas own" not in shown
    for path in (of(hidden), f"{of(hidden)}closure/", f"/w/noor/accounts/{account.number}/satisfaction/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/w/noor/surveys/answered/{answer.number}/remark/").status_code == 404


def test_one_for_each_answer(salem, low, remark):
    with workspace(salem.workspace_id):
        with transaction.atomic():
            assert take_up(low, by=salem) == remark
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.create(answer=low)
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.update(closed_at=timezone.now(), done="")


def test_the_page_of_a_customer_shows_how_satisfied_it_is(sign_in, salem, afaq, visit, asked):
    made, _url = asked()
    with workspace(salem.workspace_id), transaction.atomic():
        rating = visit.asked()[0]
        type(rating).objects.filter(pk=rating.pk).update(measure="csat")
        give_answer(made, [(visit.asked()[0], 4)])
    client = sign_in(salem)
    for path in ("linked/", "satisfaction/"):
        shown = client.get(f"/w/noor/accounts/{afaq.number}/{path}", headers=ENGLISH).content.decode()
        assert "CSAT" in shown, path
        assert "4 of 5" in shown, path
        assert "100%" in shown, path
