"""The board with its moves, the load by colleague and age, the queue of a team, and ready answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.answering import communicate
from complaints.models import Complaint
from interactions.ready_answers import add_answer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url(name, **kwargs):
    return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture(autouse=True)
def _in_noor(in_noor):
    """Everything here happens in noor."""


class TestBoard:
    def test_it_shows_what_is_open_by_state_the_most_severe_first(self, sign_in, salem, complain):
        mild, grave = complain(severity=1), complain(severity=4)
        over = complain()
        over.withdraw(reason="Found them")
        columns = sign_in(salem).get(url("board")).context["columns"]
        assert [card.pk for card in columns[0].cards] == [grave.pk, mild.pk]
        assert [column.count for column in columns] == [2, 0, 0, 0, 0, 0, 0]

    def test_of_many_only_some_are_shown_and_all_are_counted(self, sign_in, salem, complain):
        for _place in range(21):
            complain()
        column = sign_in(salem).get(url("board")).context["columns"][0]
        assert (len(column.cards), column.count, column.is_cut) == (20, 21, True)

    def test_a_move_that_asks_nothing_is_taken(self, sign_in, salem, complain, fresh):
        found = complain()
        sign_in(salem).post(url("move", number=found.number), {"stage": "acknowledged"})
        assert fresh(found).state == "acknowledged"

    def test_a_move_that_asks_something_leads_to_where_it_is_asked(self, sign_in, salem, complain, fresh):
        found = complain()
        response = sign_in(salem).post(url("move", number=found.number), {"stage": "assessed"})
        assert response["Location"] == url("assess", number=found.number)
        assert fresh(found).state == "new"

    @pytest.mark.parametrize("state", ["closed", "decided", "", "nowhere", "9" * 5000])
    def test_a_move_that_does_not_follow_changes_nothing(self, sign_in, salem, complain, fresh, state):
        found = complain()
        response = sign_in(salem).post(url("move", number=found.number), {"stage": state}, follow=True)
        assert response.status_code == 200
        assert fresh(found).state == "new"

    def test_waiting_is_begun_by_asking(self, sign_in, salem, complain, fresh):
        found = complain()
        found.acknowledge(by=salem)
        response = sign_in(salem).post(url("move", number=found.number), {"stage": "waiting"})
        assert response["Location"] == url("complaint", number=found.number)
        assert fresh(found).state == "acknowledged"

    def test_who_only_reads_moves_nothing_and_a_stranger_finds_nothing(
        self, sign_in, reem, karim, complain, fresh
    ):
        found = complain()
        given = {"stage": "acknowledged"}
        assert sign_in(reem).get(url("board")).status_code == 200
        assert sign_in(reem).post(url("move", number=found.number), given).status_code == 403
        assert sign_in(karim).post(url("move", number=found.number), given).status_code == 404
        assert fresh(found).state == "new"


class TestLoad:
    def test_each_figure_counts_what_its_list_shows(self, sign_in, huda, salem, faisal, complain):
        now = timezone.now()
        for days in (0, 2, 3, 7, 8, 14, 15, 90):
            complain(owner=salem, at=now - days * DAY)
        complain(owner=faisal, severity=4)
        client = sign_in(huda)
        loads = client.get(url("load")).context["loads"]
        assert [(load.member, load.open.count) for load in loads] == [(salem, 8), (faisal, 1)]
        assert [age.count for age in loads[0].ages] == [2, 2, 2, 2]
        assert (loads[1].critical.count, loads[1].ages[0].count) == (1, 1)
        for load in loads:
            for figure in (load.open, *load.ages, load.critical, load.late):
                rows = client.get(figure.url).context["page"].rows
                assert len(rows) == figure.count, figure.url

    def test_what_nobody_has_taken_up_is_a_row_of_its_own(self, sign_in, huda, salem, complain):
        found = complain(owner=salem)
        found.assign_to(None, by=huda)
        (load,) = sign_in(huda).get(url("load")).context["loads"]
        assert (load.member, load.open.count) == (None, 1)

    def test_the_tail_stands_beside_the_middle(self, sign_in, huda, salem, complain, cause):
        for days in (1, 1, 1, 1, 1, 1, 1, 1, 30, 30):
            found = complain(at=timezone.now() - days * DAY)
            found.assess(by=salem, category=None, impact=1, urgency=1, severity=1)
            found.decide(by=salem, decision="accepted", text="Yes")
            communicate(found, by=salem, text="Yes")
            found.close(by=salem, resolution="Done", root_cause=cause)
        times = sign_in(huda).get(url("load")).context["times"]
        assert times.count == 10
        assert (times.median.days, times.most.days) == (1, 30)


def test_the_queue_of_a_team_holds_what_those_one_leads_handle(sign_in, mona, salem, huda, complain):
    theirs, hers = complain(owner=salem), complain(owner=huda, subject="Too dear")
    shown = sign_in(mona).get(f"{url('complaints')}?owner=team&state=open&view=all").content.decode()
    assert url("complaint", number=theirs.number) in shown
    assert url("complaint", number=hers.number) not in shown


def test_a_ready_answer_is_put_in_and_nothing_is_said(sign_in, salem, huda, complain):
    found = complain()
    ready = add_answer(
        by=huda,
        name="Sorry",
        text_en="We are sorry about {complaint}, {customer}.",
        text_ar="نعتذر عن {الشكوى}.",
    )
    given = {"text": "Dear all,", "insert": "1", "ready": str(ready.number)}
    response = sign_in(salem).post(url("answers", number=found.number), given)
    text = response.context["answer_form"].initial["text"]
    assert text == f"Dear all,\nWe are sorry about {found.reference}, Afaq Gulf."
    assert not Complaint.objects.get(pk=found.pk).messages.exists()


@pytest.mark.parametrize("number", ["", "x", "999", "9" * 5000])
def test_a_ready_answer_that_is_none_leaves_what_was_typed(sign_in, salem, complain, number):
    found = complain()
    given = {"text": "Dear all,", "insert": "1", "ready": number}
    response = sign_in(salem).post(url("answers", number=found.number), given)
    assert (response.status_code, response.context["answer_form"].initial["text"]) == (200, "Dear all,")
