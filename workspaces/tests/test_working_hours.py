"""Working hours of a workspace: kept, asked for, changed and taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conftest import make_user
from lib.public_holidays import public_holidays
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import SpecialPeriod, WorkingCalendar
from workspaces.services import found_workspace
from workspaces.working_hours import add_period, working_hours_of

pytestmark = pytest.mark.django_db

HOURS, NEW = "/w/noor/settings/hours/", "/w/noor/settings/hours/periods/new/"
HOLIDAYS = f"{HOURS}holidays/"
OFFICE = [[480, 1020]]
WEEK = {"day_6": "8-17", **{f"day_{day}": "8:00-17:00" for day in range(4)}, "country": "SA"}
RAMADAN = {
    "name": "رمضان",
    "first_on": "1448/9/1",
    "last_on": "1448/9/29",
    "rule": "hours",
    "working_hours": "10-16",
}


@pytest.fixture
def client(sign_in, huda):
    return sign_in(huda)


def calendar(noor):
    with workspace(noor.pk), transaction.atomic():
        return WorkingCalendar.objects.of(noor)


def periods(noor):
    with workspace(noor.pk), transaction.atomic():
        return list(SpecialPeriod.objects.kept())


def events(noor):
    with workspace(noor.pk), transaction.atomic():
        return list(Event.objects.order_by("id").values_list("verb", flat=True))


def undo_in(answer):
    """The address under Undo of the newest toast."""
    tags = [message.extra_tags for message in answer.wsgi_request._messages]
    return [tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")][-1]


def words(answer):
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize(
    ("country", "weekend", "shows"),
    [("SA", (4, 5), "both"), ("AE", (5, 6), "gregorian"), ("GB", (5, 6), "gregorian")],
)
def test_a_new_workspace_has_the_habits_of_its_country(country, weekend, shows):
    owner = make_user("owner@new.example", "Owner")
    founded = found_workspace(owner=owner, slug="new", name="New", country=country)
    with workspace(founded.pk):
        assert working_hours_of(founded).weekend == weekend
        assert WorkingCalendar.objects.get().country == country
    assert founded.calendar == shows


def test_a_calendar_that_was_chosen_stays():
    owner = make_user("owner@new.example", "Owner")
    founded = found_workspace(owner=owner, slug="new", name="New", country="SA", calendar="gregorian")
    assert founded.calendar == "gregorian"


def test_a_workspace_that_kept_none_works_as_its_country_does(in_noor):
    here = working_hours_of(in_noor)
    assert here.is_working(datetime(2026, 11, 22, 6, tzinfo=UTC))
    assert not here.is_working(datetime(2026, 11, 20, 6, tzinfo=UTC))
    assert not here.is_working_day(date(2026, 9, 23))


def test_equal_hours_are_one_object_and_changed_ones_another(in_noor, huda, django_assert_num_queries):
    with django_assert_num_queries(2):
        before = working_hours_of(in_noor)
    assert working_hours_of(in_noor) is before
    day = date(2026, 11, 22)
    add_period(by=huda, name="x", first_on=day, last_on=day, rule="closed", working_hours=[])
    assert not working_hours_of(in_noor).is_working_day(day)


def test_the_week_is_saved_and_taken_back(client, noor):
    answer = client.post(HOURS, {**WEEK, "day_3": "٨-١٢، 22:00-02:00", "country": ""})
    assert answer.status_code == 303
    kept = calendar(noor)
    assert kept.week == [OFFICE, OFFICE, OFFICE, [[480, 720], [1320, 1560]], [], [], OFFICE]
    assert kept.country == ""
    assert client.post(undo_in(answer)).status_code == 303
    assert (calendar(noor).week[3], calendar(noor).country) == (OFFICE, "SA")
    assert events(noor) == ["hours.changed"] * 2


def test_what_changed_since_is_not_taken_back(client, noor):
    first = client.post(HOURS, {**WEEK, "day_3": "8-12"})
    client.post(HOURS, {**WEEK, "day_3": "8-13"})
    assert "cannot be undone" in words(client.post(undo_in(first), follow=True))
    assert calendar(noor).week[3] == [[480, 780]]
    for nonsense in ("0", "x", "9" * 30):
        assert client.post(f"{HOURS}?undo={nonsense}").status_code == 303


def test_a_week_that_stays_is_no_event(client, noor):
    assert client.post(HOURS, WEEK).status_code == 303
    assert events(noor) == []


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"day_0": "8-12, 11-17"}, "overlap"),
        ({"day_0": "morning"}, "Write hours as"),
        ({"day_0": "8-5"}, "afternoon"),
        ({f"day_{day}": "" for day in range(7)}, "at least one working day"),
        ({"country": "XX"}, "Select a valid choice"),
    ],
)
def test_hours_that_make_no_sense_are_refused_and_stay_on_the_page(client, noor, given, advice):
    answer = client.post(HOURS, {**WEEK, **given})
    assert answer.status_code == 422
    assert advice in answer.content.decode()
    assert all(answer.context["form"].data[name] == typed for name, typed in given.items())
    assert events(noor) == []


def test_a_special_period_in_hijri_days_is_added_once(client, noor):
    for _click in range(2):
        assert client.post(NEW, RAMADAN).status_code == 303
    (ramadan,) = periods(noor)
    assert (ramadan.first_on, ramadan.last_on) == (date(2027, 2, 8), date(2027, 3, 8))
    assert ramadan.working_hours == [[600, 960]]
    assert events(noor) == ["period.added"]


def test_a_single_day_needs_no_last_day_and_closed_days_no_hours(client, noor):
    answer = client.post(NEW, {**RAMADAN, "last_on": "", "rule": "closed", "working_hours": "nonsense"})
    assert answer.status_code == 303
    (day,) = periods(noor)
    assert (day.last_on, day.working_hours) == (day.first_on, [])


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"first_on": ""},
        {"first_on": "31/2/2027"},
        {"first_on": "0000-00-00"},
        {"last_on": "1448/8/1"},
        {"last_on": "1450/9/1"},
        {"last_on": "99999-01-01"},
        {"rule": "never"},
        {"working_hours": ""},
        {"working_hours": "10"},
    ],
)
def test_periods_that_make_no_sense_are_refused(client, noor, given):
    answer = client.post(NEW, {**RAMADAN, **given})
    assert answer.status_code == 422
    assert answer.context["form"].data["name"] == {**RAMADAN, **given}["name"]
    assert periods(noor) == []


def test_a_period_is_changed_and_the_change_taken_back(client, noor):
    client.post(NEW, RAMADAN)
    url = f"{HOURS}periods/{periods(noor)[0].number}/"
    answer = client.post(url, {**RAMADAN, "last_on": "1448/9/28", "working_hours": "9-15"})
    assert answer.status_code == 303
    assert periods(noor)[0].working_hours == [[540, 900]]
    client.post(undo_in(answer))
    assert (periods(noor)[0].working_hours, periods(noor)[0].last_on) == ([[600, 960]], date(2027, 3, 8))


def test_a_period_is_removed_and_comes_back(client, noor):
    added = client.post(NEW, RAMADAN)
    removed = client.post(undo_in(added))
    assert periods(noor) == []
    number = 1
    assert client.get(f"{HOURS}periods/{number}/").status_code == 404
    client.post(undo_in(removed))
    assert [each.number for each in periods(noor)] == [number]
    assert events(noor) == ["period.added", "period.removed", "period.restored"]


def test_a_holiday_is_worked_and_kept_again(client, noor):
    today = timezone.localdate()
    day = next(iter(public_holidays("SA", today.year)))
    answer = client.post(HOLIDAYS, {"day": day.isoformat(), "is_worked": "1"})
    assert calendar(noor).worked_holidays == [day.isoformat()]
    client.post(HOLIDAYS, {"day": day.isoformat(), "is_worked": "1"})
    assert events(noor) == ["hours.changed"]
    assert "Working day" in client.get(HOURS).content.decode()
    client.post(undo_in(answer))
    assert calendar(noor).worked_holidays == []


@pytest.mark.parametrize("day", ["", "nonsense", "2026-09-24", "1380/1/1"])
def test_only_a_public_holiday_can_be_worked(client, noor, day):
    assert client.post(HOLIDAYS, {"day": day, "is_worked": "1"}).status_code == 400
    assert events(noor) == []


def test_the_page_shows_the_days_ahead_and_why_they_differ(client, noor, huda):
    today = timezone.localdate()
    with workspace(noor.pk), transaction.atomic():
        add_period(
            by=huda,
            name="Stocktaking",
            first_on=today + timedelta(days=2),
            last_on=today + timedelta(days=2),
            rule="open",
            working_hours=[[540, 720]],
        )
    page = client.get(HOURS)
    assert len(page.context["ahead"]) == 14
    assert page.context["ahead"][2]["why"] == "Stocktaking"
    text = page.content.decode()
    assert "from 09:00 to 12:00" in text
    assert " AH)" in text  # holidays carry their Hijri day in every workspace


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_who_leads_the_workspace_sets_its_hours(request, sign_in, noor, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(HOURS).status_code == client.post(HOURS, WEEK).status_code == 403
    assert client.post(NEW, RAMADAN).status_code == client.post(HOLIDAYS, {}).status_code == 403
    assert events(noor) == []


def test_the_stranger_finds_nothing(sign_in, noor, huda, karim):
    with workspace(noor.pk), transaction.atomic():
        day = date(2026, 12, 31)
        kept = add_period(by=huda, name="x", first_on=day, last_on=day, rule="closed", working_hours=[])
    client = sign_in(karim)
    own = "/w/bahr/settings/hours/"
    assert client.get(HOURS).status_code == 404
    assert client.get(f"{own}periods/{kept.number}/").status_code == 404
    assert client.post(f"{own}periods/{kept.number}/removal/").status_code == 404
    with workspace(noor.pk), transaction.atomic():
        event = Event.objects.get(verb="period.added")
    assert client.post(f"{own}?undo={event.pk}").status_code == 303
    assert len(periods(noor)) == 1


def test_other_methods_are_refused(client):
    assert client.put(HOURS).status_code == client.get(HOLIDAYS).status_code == 405


def test_the_audit_log_tells_the_change_in_words(client, noor):
    client.post(HOURS, {**WEEK, "day_4": "8-12"})
    client.post(NEW, RAMADAN)
    text = client.get("/w/noor/settings/audit/").content.decode()
    assert "changed the working hours" in text
    assert "Friday from 08:00 to 12:00" in text
    assert "added the special period <bdi>رمضان</bdi>" in text


def test_the_database_holds_one_calendar_and_no_period_that_ends_before_it_begins(in_noor):
    WorkingCalendar.objects.create(week=[OFFICE] * 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingCalendar.objects.create(week=[OFFICE] * 7)
    day = date(2026, 12, 31)
    for wrong in (
        {"last_on": day - timedelta(days=1), "rule": "closed"},
        {"last_on": day, "rule": "hours"},
        {"last_on": day, "rule": "closed", "working_hours": OFFICE},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpecialPeriod.objects.create(name="x", first_on=day, **wrong)


def test_the_page_asks_the_database_little(client, django_assert_max_num_queries):
    client.get(HOURS)
    with django_assert_max_num_queries(14):
        client.get(HOURS)
