"""Series: their issues come on the right days, once, for whom they are meant, and only as long as they may."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Account, AccountStatus
from accounts.segments.verbs import add_segment, put_in
from campaigns import issuing
from campaigns.audience import audience_of
from campaigns.models import Campaign, Occasion, Series
from campaigns.repeating import (
    Archived,
    NoDay,
    add_series,
    archive_series,
    change_series,
    decline,
    start,
    stop,
    waiting_issues,
)
from campaigns.scheduling import NotWhole, WrongTime, schedule
from campaigns.states import NotNow
from campaigns.tests.crowd import adds_up, begin, contact, drain_all, fresh, say, tend
from campaigns.writing import add_template
from lib.dates import from_hijri
from timeline.models import Notification

pytestmark = pytest.mark.django_db

# Riyadh is three hours ahead: ten o'clock there.
TEN = datetime(2026, 3, 10, 7, tzinfo=UTC)


@pytest.fixture
def at(time_machine, in_noor):
    """Go to a moment of 2026, by the clocks of Riyadh."""

    def go(month, day, hour=9, year=2026):
        time_machine.move_to(datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=3), tick=False)

    with timezone.override("Asia/Riyadh"):
        go(3, 10)
        yield go


@pytest.fixture
def series_of(made, mona):
    """A series that runs."""

    def make(is_running=True, **fields):
        usual = {"name": "Season", "purpose": "marketing", "template": made, "at": time(10), "open_hours": 12}
        series = add_series(by=mona, **{**usual, **fields})
        if is_running:
            start(series, by=mona)
        return series

    return make


def approve(issue, *, by):
    schedule(issue, by=by, send_at=issue.send_at, expire_at=issue.expire_at)


def issue_all(most=10):
    made = 0
    while made < most and issuing.issue_next():
        made += 1
    return made


def issued(series):
    return list(Campaign.objects.filter(series=series).order_by("issue_on").values_list("issue_on", "state"))


def weekly(**fields):
    return {"rhythm": "calendar", "unit": "week", "every": 1, "begins_on": date(2026, 3, 10), **fields}


class TestTheDays:
    def test_every_week_one_issue_at_its_hour(self, at, series_of):
        contact("Sara", "sara@a.example")
        series = series_of(**weekly())
        assert (series.next_on, series.due_at) == (date(2026, 3, 10), TEN)
        assert issue_all() == 0
        at(3, 10, 10)
        assert issue_all() == 1
        assert issue_all() == 0
        at(3, 17, 11)
        assert issue_all() == 1
        assert issued(series) == [(date(2026, 3, 10), "scheduled"), (date(2026, 3, 17), "scheduled")]
        issue = Campaign.objects.get(series=series, issue_on=date(2026, 3, 10))
        assert (issue.send_at, issue.expire_at) == (TEN, TEN + timedelta(hours=12))

    def test_one_that_is_started_after_its_hour_begins_next_time(self, at, series_of):
        at(3, 10, 11)
        assert series_of(**weekly()).next_on == date(2026, 3, 17)

    def test_a_later_first_day_is_waited_for(self, at, series_of):
        assert series_of(**weekly(begins_on=date(2026, 4, 2))).next_on == date(2026, 4, 2)

    def test_an_occasion_by_either_calendar_and_days_before(self, at, series_of):
        national = Occasion.objects.create(name_en="National day", month=9, of_month=23)
        feast = Occasion.objects.create(name_en="Feast", month=10, of_month=1, is_hijri=True)
        assert series_of(rhythm="occasion", occasion=national).next_on == date(2026, 9, 23)
        early = series_of(rhythm="occasion", occasion=national, days_before=3)
        assert early.next_on == date(2026, 9, 20)
        assert series_of(rhythm="occasion", occasion=feast).next_on == from_hijri(1447, 10, 1)
        at(9, 20, 10)
        issue_all()
        early.refresh_from_db()
        assert early.next_on == date(2027, 9, 20)

    @pytest.mark.parametrize("moved", [-1, 1, 4])
    def test_a_feast_that_is_seen_on_another_day_comes_once(self, moved):
        usual = from_hijri(1447, 10, 1)
        feast = Occasion(
            name_en="Feast", month=10, of_month=1, is_hijri=True, moved_to=usual + timedelta(days=moved)
        )
        days, day = [], usual - timedelta(days=20)
        while (day := feast.next_after(day)) < usual + timedelta(days=400):
            days.append(day)
        assert days == [usual + timedelta(days=moved), from_hijri(1448, 10, 1)]

    def test_what_was_moved_another_time_means_nothing_now(self):
        national = Occasion(name_en="National day", month=9, of_month=23, moved_to=date(2020, 9, 24))
        assert national.next_after(date(2026, 1, 1)) == date(2026, 9, 23)
        assert national.next_after(date(2020, 1, 1)) == date(2020, 9, 24)

    def test_what_nothing_ran_for_is_left_out_when_it_is_too_late(self, at, series_of):
        contact("Sara", "sara@a.example")
        series = series_of(**weekly(open_hours=2))
        at(3, 24, 11)
        assert issue_all() == 2
        assert issued(series) == [(date(2026, 3, 24), "scheduled")]

    def test_birthdays_of_the_days_that_are_still_open_are_caught_up(self, at, series_of):
        contact("Sara", "sara@a.example", birth_on=date(1990, 3, 12))
        contact("Noura", "noura@a.example", birth_on=date(1990, 3, 13))
        contact("Late", "late@a.example", birth_on=date(1990, 3, 10))
        series = series_of(rhythm="birthday", open_hours=40)
        at(3, 13, 12)
        issue_all()
        assert [day for day, _state in issued(series)] == [date(2026, 3, 12), date(2026, 3, 13)]
        series.refresh_from_db()
        assert series.next_on == date(2026, 3, 14)


class TestWhoIsMeant:
    def meant(self, series, day):
        series.plan(day)
        series.save()
        while (standing := Series.objects.get(pk=series.pk)).next_on == day:
            assert issuing.issue_next()
        assert standing.next_on == day + timedelta(days=1)
        issue = Campaign.objects.filter(series=series, issue_on=day).first()
        return sorted(each.name_en for each in audience_of(issue)) if issue else []

    @pytest.mark.parametrize(
        ("day", "born", "is_hijri", "is_meant"),
        [
            (date(2026, 3, 10), date(1990, 3, 10), False, True),
            (date(2026, 3, 10), date(1990, 3, 11), False, False),
            (date(2026, 2, 28), date(1996, 2, 29), False, True),
            (date(2026, 3, 1), date(1996, 2, 29), False, False),
            (from_hijri(1447, 9, 21), from_hijri(1410, 9, 21), True, True),
            (from_hijri(1447, 9, 21), from_hijri(1410, 9, 22), True, False),
        ],
    )
    def test_birthdays(self, at, series_of, day, born, is_hijri, is_meant):
        at(day.month, day.day, 10)
        contact("Sara", "sara@a.example", birth_on=born)
        series = series_of(rhythm="birthday", is_hijri=is_hijri)
        assert self.meant(series, day) == (["Sara"] if is_meant else [])

    def test_a_birthday_is_told_before(self, at, series_of):
        contact("Sara", "sara@a.example", birth_on=date(1990, 3, 17))
        at(3, 10, 10)
        assert self.meant(series_of(rhythm="birthday", days_before=7), date(2026, 3, 10)) == ["Sara"]

    def test_where_nobody_agreed_there_is_no_issue(self, at, series_of):
        contact("Sara", "sara@a.example", agrees=False, birth_on=date(1990, 3, 10))
        at(3, 10, 10)
        assert self.meant(series_of(rhythm="birthday"), date(2026, 3, 10)) == []

    def test_of_a_segment_only_those_whose_day_it_is(self, at, series_of, mona, afaq):
        guest = contact("Sara", "sara@a.example", birth_on=date(1990, 3, 10))
        contact("Noura", "noura@a.example", birth_on=date(1990, 3, 10))
        later = contact("Later", "later@a.example", birth_on=date(1990, 3, 11))
        guests = add_segment(by=mona, name="Guests", kind="static")
        for each in (guest, later):
            services.place_contact(each, afaq, by=mona)
            put_in(guests, [each.pk], by=mona)
        at(3, 10, 10)
        series = series_of(rhythm="birthday", audience={"segment": guests.number})
        assert self.meant(series, date(2026, 3, 10)) == ["Sara"]

    def test_a_series_whose_segment_is_gone_is_stopped(self, at, series_of):
        series = series_of(rhythm="birthday", audience={"segment": 987})
        at(3, 10, 10)
        assert issue_all() == 1
        assert (Series.objects.get(pk=series.pk).why, issued(series)) == ("audience", [])

    def customer(self, salem, name):
        fields = {"name_en": name, "owner": salem}
        account = services.add_account(by=salem, fields=fields, status=Account.Status.ACTIVE)
        services.place_contact(contact(f"Main of {name}", f"{name.lower()}@a.example"), account, by=salem)
        services.place_contact(contact(f"Other of {name}", f"o.{name.lower()}@a.example"), account, by=salem)
        return account

    def test_who_became_a_customer_on_this_day(self, at, series_of, salem):
        for name, since in (("Palm", "2024-03-10"), ("Dune", "2024-03-11"), ("New", "2026-03-10")):
            account = self.customer(salem, name)
            AccountStatus.objects.filter(account=account).update(from_at=f"{since}T08:00Z")
        at(3, 10, 10)
        assert self.meant(series_of(rhythm="anniversary"), date(2026, 3, 10)) == ["Main of Palm"]

    def quiet(self, account, contact_on, purchase_on=None):
        Account.objects.filter(pk=account.pk).update(
            last_contact_at=datetime(*contact_on.timetuple()[:3], 12, tzinfo=UTC),
            **({"last_purchase_on": purchase_on} if purchase_on else {}),
        )

    def test_who_has_gone_quiet_is_written_to_once_until_they_come_back(self, at, series_of, salem, sink):
        at(3, 10, 10)
        palm, dune, sand = (self.customer(salem, name) for name in ("Palm", "Dune", "Sand"))
        self.quiet(palm, date(2026, 1, 5))
        self.quiet(dune, date(2025, 6, 5))  # far too long ago for a series that begins today
        self.quiet(sand, date(2026, 1, 5), purchase_on=date(2026, 3, 1))
        series = series_of(rhythm="silence", silent_days=60)
        assert self.meant(series, date(2026, 3, 10)) == ["Main of Palm"]
        begin()
        assert drain_all() == 1
        at(3, 11, 10)
        assert self.meant(series, date(2026, 3, 11)) == []
        self.quiet(palm, date(2026, 3, 15))
        at(5, 14, 10)
        assert self.meant(series, date(2026, 5, 14)) == ["Main of Palm", "Main of Sand"]


class TestApproval:
    @pytest.fixture
    def waiting(self, at, series_of):
        contact("Sara", "sara@a.example")
        series = series_of(**weekly(is_approved_first=True))
        assert issue_all() == 1
        return Campaign.objects.get(series=series)

    def test_an_issue_waits_for_a_person_who_is_told(self, at, waiting, mona):
        assert waiting.state == "draft"
        assert Notification.objects.get(kind="series.to_approve").recipient == mona
        assert list(waiting_issues()) == [waiting]
        at(3, 10, 11)
        assert begin() == 0
        approve(waiting, by=mona)
        assert fresh(waiting).state == "scheduled"
        assert begin() == 1
        with pytest.raises(NotNow):
            approve(waiting, by=mona)

    def test_one_that_was_put_away_waits_for_nobody(self, waiting, mona):
        waiting.archive(by=mona)
        assert not waiting_issues().exists()

    def test_it_can_be_declined_and_the_next_one_comes(self, at, waiting, mona):
        decline(waiting, by=mona)
        tend()
        assert fresh(waiting).state == "cancelled"
        assert fresh(waiting).finished_at is not None
        at(3, 17, 9)
        assert issue_all() == 1
        assert Campaign.objects.count() == 2

    def test_what_nobody_approved_in_time_is_not_sent(self, at, waiting, mona):
        at(3, 10, 22)
        assert issue_all() == 1
        assert fresh(waiting).state == "expired"
        with pytest.raises(WrongTime):
            approve(waiting, by=mona)
        tend()
        assert adds_up(waiting)


class TestStartingAndStopping:
    def test_a_series_whose_template_is_not_whole_does_not_start(self, at, mona, series_of):
        empty = add_template(by=mona, name="Empty")
        series = series_of(template=empty, is_running=False, **weekly())
        with pytest.raises(NotWhole):
            start(series, by=mona)
        assert not Series.objects.get().is_running

    def test_one_that_broke_meanwhile_is_stopped_and_told(self, at, mona, series_of, made):
        contact("Sara", "sara@a.example")
        series = series_of(**weekly())
        for block in made.in_order():
            block.remove(by=mona)
        at(3, 10, 10)
        assert issue_all() == 1
        series.refresh_from_db()
        assert (series.is_running, series.why) == (False, "content")
        assert Notification.objects.get(kind="series.stopped").recipient == mona
        assert not Campaign.objects.exists()

    def test_what_was_archived_runs_no_more_and_cannot_start(self, at, mona, series_of):
        series = series_of(**weekly())
        archive_series(series, by=mona)
        at(3, 10, 10)
        assert issue_all() == 0
        with pytest.raises(Archived):
            start(series, by=mona)
        series.restore(by=mona)
        start(series, by=mona)
        assert Series.objects.get().is_running

    def test_stopped_and_started_on_one_day_it_issues_once(self, at, mona, series_of):
        contact("Sara", "sara@a.example")
        series = series_of(**weekly(at=time(9, 30)))
        at(3, 10, 10)
        issue_all()
        at(3, 10, 9)
        for verb in (stop, start):
            verb(series, by=mona)
        assert series.next_on == date(2026, 3, 17)

    def test_a_change_plans_anew(self, at, mona, series_of):
        series = series_of(**weekly())
        change_series(series, by=mona, read_version=series.version, fields={"begins_on": date(2026, 3, 12)})
        series.refresh_from_db()
        assert series.next_on == date(2026, 3, 12)

    def test_what_no_calendar_knows_does_not_start(self, at, mona, series_of):
        feast = Occasion.objects.create(name_en="Feast", month=10, of_month=1, is_hijri=True)
        series = series_of(rhythm="occasion", occasion=feast, is_running=False)
        at(12, 30, year=2077)
        with pytest.raises(NoDay):
            start(series, by=mona)


def test_an_issue_goes_out_to_who_agreed(at, series_of, sink, made):
    sara = contact("Sara", "sara@a.example", language="en")
    contact("Silent", "silent@a.example", agrees=False)
    say(contact("Left", "left@a.example"), "withdrawn")
    series = series_of(**weekly())
    at(3, 10, 10)
    issue_all()
    begin()
    assert drain_all() == 1
    issue = Campaign.objects.get(series=series)
    assert fresh(issue).state == "done"
    assert adds_up(issue)
    assert [address for address, _raw in sink.taken] == [sara.email_1]


def test_two_workers_make_one_issue(at, series_of):
    """The day of an issue is the key; whoever comes second finds it made."""
    series = series_of(**weekly())
    at(3, 10, 10)
    issue_all()
    Series.objects.filter(pk=series.pk).update(next_on=date(2026, 3, 10), due_at=TEN)
    issue_all()
    assert Campaign.objects.count() == 1
