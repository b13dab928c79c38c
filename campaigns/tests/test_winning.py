"""A test of letters: who gets which is drawn by lot, and the winner goes to the rest, once."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from campaigns.models import Recipient, Response, SendChunk, Split
from campaigns.scheduling import add_campaign, cancel, pause, resume, schedule
from campaigns.states import NotNow
from campaigns.tests.crowd import adds_up, begin, crowd, drain_all, fresh, states, tend
from campaigns.tests.test_variants import lot
from campaigns.varying import Part, Plan
from campaigns.winning import FAR, Decided, OfLetter, decide, decide_next, judge
from campaigns.writing import add_block, add_template
from timeline.models import Event

pytestmark = pytest.mark.django_db
HOME = "/w/noor/campaigns/"


def other(mona, name="Second"):
    made = add_template(by=mona, name=name, subject_en=f"{name} letter")
    add_block(made, by=mona, fields={"kind": "text", "text_en": "Look"})
    return made


def trial(made, mona, *others, percent=25, control=0, measure="opens", people=40):
    crowd(people)
    parts = tuple(Part(each.pk, percent=percent) for each in (made, *others))
    plan = Plan(parts, {"control_percent": control, "hours": 4, "measure": measure})
    campaign = add_campaign(by=mona, name="Season", purpose="marketing", template=made, plan=plan)
    schedule(campaign, by=mona)
    return campaign


def subject_of(raw):
    return str(message_from_bytes(raw, policy=policy.default)["Subject"])


def time_is_over(campaign):
    Split.objects.filter(campaign=campaign).update(decide_at=timezone.now() - timedelta(seconds=1))


def told(campaign):
    found = {}
    for place in Recipient.objects.filter(campaign=campaign, seq__isnull=False).values_list(
        "variant", flat=True
    ):
        found[place] = found.get(place, 0) + 1
    return found


@pytest.fixture
def low(monkeypatch):
    monkeypatch.setattr("campaigns.winning.LEAST_SENT", 5)


def respond(campaign, place, count, **fields):
    rows = Recipient.objects.filter(campaign=campaign, variant=place, state="sent").order_by("pk")[:count]
    for row in rows:
        Response.objects.create(campaign=campaign, recipient=row.pk, **{"kind": "opened", **fields})


@pytest.mark.parametrize(
    ("people", "percent", "control", "expected"),
    [
        (40, 25, 0, {1: 10, 2: 10, 0: 20}),
        (41, 10, 10, {1: 4, 2: 4, 0: 29}),
        (7, 50, 0, {1: 4, 2: 3}),
        (1, 10, 0, {0: 1}),
    ],
)
def test_each_letter_has_its_share_exactly(sink, in_noor, made, mona, people, percent, control, expected):
    campaign = trial(made, mona, other(mona), people=people, percent=percent, control=control)
    begin()
    assert told(campaign) == expected
    assert adds_up(campaign)
    rows = Recipient.objects.filter(campaign=campaign)
    lots = {row.pk: lot(campaign, row.contact) for row in rows}
    order = {"control": 0, "A": 1, "B": 2, "rest": 3}
    named = {row.pk: row.reason or {1: "A", 2: "B", 0: "rest"}[row.variant] for row in rows}
    by_lot = [order[named[pk]] for pk in sorted(lots, key=lots.get)]
    assert by_lot == sorted(by_lot)


def test_the_rest_waits_and_gets_the_winner(sink, in_noor, made, mona, low):
    campaign = trial(made, mona, other(mona))
    begin()
    assert drain_all() == 20
    assert drain_all() == 0
    assert decide_next() == 0
    respond(campaign, 1, 1)
    respond(campaign, 2, 9)
    time_is_over(campaign)
    assert decide_next() == 1
    assert decide_next() == 0
    split = Split.objects.get()
    assert (split.winner, split.verdict, split.decided_by) == (2, "best", None)
    assert drain_all() == 20
    assert fresh(campaign).state == "done"
    assert adds_up(campaign)
    subjects = [subject_of(raw) for _address, raw in sink.taken]
    assert subjects.count("Second letter") == 30
    assert len({address for address, _raw in sink.taken}) == 40
    assert Event.objects.filter(verb="campaign.won").count() == 1


def test_programs_do_not_decide(sink, in_noor, made, mona, low):
    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    respond(campaign, 2, 10, by_machine=True, via="apple")
    time_is_over(campaign)
    decide_next()
    assert (Split.objects.get().winner, Split.objects.get().verdict) == (1, "tie")


def test_clicks_decide_where_that_was_chosen(sink, in_noor, made, mona, low):
    campaign = trial(made, mona, other(mona), measure="clicks")
    begin()
    drain_all()
    respond(campaign, 1, 10)
    respond(campaign, 2, 9, kind="clicked", link=1)
    time_is_over(campaign)
    decide_next()
    assert Split.objects.get().winner == 2


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ([(1, 200, 20), (2, 200, 60)], (2, "best")),
        ([(1, 200, 60), (2, 200, 20)], (1, "best")),
        ([(1, 200, 20), (2, 200, 25)], (1, "tie")),
        ([(1, 200, 20), (2, 200, 20)], (1, "tie")),
        ([(1, 49, 0), (2, 200, 60)], (1, "too_few")),
        ([(1, 100, 0), (2, 100, 0), (3, 100, 30), (4, 100, 5)], (3, "best")),
        ([(1, 50, 60), (2, 50, 0)], (1, "best")),
    ],
)
def test_the_best_one_wins_where_it_is_certain(letters, expected):
    assert judge([OfLetter(*each) for each in letters]) == expected


def test_a_person_decides_earlier_and_once(sign_in, sink, in_noor, made, mona, salem, karim):
    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    page = f"{HOME}{campaign.number}/winner/"
    for member, status in ((salem, 403), (karim, 404)):
        assert sign_in(member).post(page, {"letter": "B"}).status_code == status
    client = sign_in(mona)
    assert client.get(page).status_code == 405
    for wrong in ("", "C", "nonsense"):
        assert client.post(page, {"letter": wrong}).status_code == 400
    assert Split.objects.get().winner is None
    assert 'value="B"' in client.get(f"{HOME}{campaign.number}/").content.decode()
    for letter in ("B", "A"):
        assert client.post(page, {"letter": letter}).status_code == 303
    split = Split.objects.get()
    assert (split.winner, split.verdict, split.decided_by) == (2, "by_hand", mona)
    time_is_over(campaign)
    assert decide_next() == 0
    assert drain_all() == 20
    assert [subject_of(raw) for _address, raw in sink.taken].count("Second letter") == 30
    assert (
        "Winner"
        in client.get(f"{HOME}{campaign.number}/", headers={"accept-language": "en"}).content.decode()
    )


def test_whoever_dies_between_the_winner_and_the_rest_has_done_neither(
    sink, in_noor, made, mona, monkeypatch
):
    from campaigns import winning

    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    time_is_over(campaign)

    def dies(campaign):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(winning, "release", dies)
        with pytest.raises(KeyboardInterrupt):
            decide_next()
    assert Split.objects.get().winner is None
    assert SendChunk.objects.filter(due_at=FAR).exists()
    assert decide_next() == 1
    with pytest.raises(Decided):
        decide(fresh(campaign), by=mona, place=2)
    assert drain_all() == 20
    assert drain_all() == 0


def test_cancelled_or_too_late_in_between_the_rest_gets_nothing(sink, in_noor, made, mona):
    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    cancel(fresh(campaign), by=mona)
    while tend():
        pass
    assert states(campaign) == {"sent": 20, "skipped": 20}
    assert adds_up(campaign)
    time_is_over(campaign)
    assert decide_next() == 0
    with pytest.raises(NotNow):
        decide(fresh(campaign), by=mona, place=1)


def test_a_pause_in_between_keeps_the_rest_until_it_goes_on(sink, in_noor, made, mona):
    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    pause(fresh(campaign), by=mona)
    time_is_over(campaign)
    assert decide_next() == 1
    assert drain_all() == 0
    resume(fresh(campaign), by=mona)
    assert drain_all() == 20


def test_ranges_of_contacts_are_told_apart_each(sink, in_noor, made, mona, monkeypatch, low):
    monkeypatch.setattr("campaigns.gathering.FIRST_SIZE", 10)
    monkeypatch.setattr("campaigns.gathering.MOST_SIZE", 10)
    campaign = trial(made, mona, other(mona), people=35)
    while fresh(campaign).state != "running":
        begin()
    assert adds_up(campaign)
    for chunk in SendChunk.objects.filter(campaign=campaign):
        waits = {row.variant == 0 for row in Recipient.objects.of(chunk)}
        assert waits == {chunk.due_at == FAR}
    tested = sum(count for place, count in told(campaign).items() if place)
    assert drain_all() == tested
    decide(fresh(campaign), by=mona, place=1)
    assert drain_all() == 35 - tested
    assert fresh(campaign).state == "done"


@pytest.mark.parametrize(
    "wrong",
    [
        {"letter_2": ""},
        {"letter_2": "OWN"},
        {"percent": "51"},
        {"percent": "50", "control_percent": "10"},
        {"percent": ""},
        {"hours": "0"},
        {"hours": "73"},
        {"measure": "luck"},
    ],
)
def test_what_is_wrong_in_the_form_is_said(sign_in, in_noor, mona, made, wrong):
    second = other(mona)
    sent = {
        "name": "Kept as typed", "template": made.number, "purpose": "marketing", "whom": "everybody", "when": "now",
        "varies": "test", "letter_2": second.number, "percent": "10", "measure": "clicks", "hours": "6",
    }  # fmt: skip
    client = sign_in(mona)
    numbers = {"OWN": made.number}
    answer = client.post(
        f"{HOME}new/", {**sent, **{name: numbers.get(each, each) for name, each in wrong.items()}}
    )
    assert answer.status_code == 422
    assert "Kept as typed" in answer.content.decode()
    assert not Split.objects.exists()
    assert client.post(f"{HOME}new/", sent).status_code == 303
    split = Split.objects.get()
    assert (split.hours, split.measure) == (6, "clicks")
    page = client.get(f"{HOME}{split.campaign.number}/edit/").content.decode()
    assert f'<option value="{second.number}" selected>' in page


def test_new_hours_of_sending_do_not_let_the_rest_go_before_the_winner(sink, in_noor, made, mona):
    from campaigns.ruling import change_sending

    campaign = trial(made, mona, other(mona))
    begin()
    drain_all()
    change_sending(by=mona, most_letters=5)
    assert SendChunk.objects.filter(campaign=campaign, due_at=FAR).exists()
    assert drain_all() == 0
