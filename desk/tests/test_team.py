"""Planning: the load of the team, and a week in the order of the workspace."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.services import add_account
from interactions.models import ContactSchedule, FollowUp
from interactions.scheduling import set_schedule
from interactions.services import add_follow_up, log_interaction
from interactions.week import first_weekday, week_of
from lib.working_time import WorkingHours
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

pytestmark = pytest.mark.django_db
EIGHT_TO_FIVE = ((480, 1020),)


def hours(*off):
    return WorkingHours(
        time_zone="Asia/Riyadh", week=tuple(() if day in off else EIGHT_TO_FIVE for day in range(7))
    )


@pytest.mark.parametrize(
    ("off", "first"), [((4, 5), 6), ((5, 6), 0), ((6,), 0), ((4,), 5), ((), 6), ((3, 4), 5)]
)
def test_a_week_begins_after_the_weekend(off, first):
    assert first_weekday(hours(*off)) == first
    days = week_of(date(2026, 3, 4), hours(*off))
    assert days[0].weekday() == first
    assert date(2026, 3, 4) in days


def promise(account, owner, days=0, **fields):
    due_on = timezone.localdate() + timedelta(days=days)
    given = {"reason": f"Step {days}", "due_on": due_on, "owner": owner, **fields}
    return add_follow_up(account=account, by=owner, fields=given)


@pytest.fixture
def customers(salem, mona, huda, in_noor):
    make = lambda name, owner: add_account(by=huda, fields={"name_en": name, "owner": owner})  # noqa: E731
    return {"salem": make("Of Salem", salem), "mona": make("Of Mona", mona), "huda": make("Of Huda", huda)}


def loads(client, **query):
    answer = client.get("/w/noor/team/", query)
    assert answer.status_code == 200
    return {load.member.user.email.split("@")[0]: load for load in answer.context["loads"]}


def test_each_sees_the_own_team_and_who_leads_sees_all(sign_in, salem, mona, huda, reem, customers):
    assert set(loads(sign_in(salem))) == {"salem"}
    assert set(loads(sign_in(mona))) == {"salem", "mona"}
    assert set(loads(sign_in(huda))) == {"salem", "mona", "huda"}
    assert set(loads(sign_in(reem))) == {"reem"}


def test_the_numbers_are_those_of_the_lists(sign_in, salem, mona, customers):
    account = customers["salem"]
    for days in (-3, -1, 0, 40):
        promise(account, salem, days)
    promise(account, mona, -1)
    promise(account, salem).finish(by=salem)
    given = {"is_by_hand": True, "unit": "week", "every": 1, "channel": "", "topics": ""}
    set_schedule(account, by=salem, read_version=0, fields=given)
    load = loads(sign_in(mona))["salem"]
    assert (load.accounts, load.open, load.late) == (1, 5, 2)
    assert load.this_week >= 1
    assert (load.regular, load.within_percent) == (1, 100)
    ContactSchedule.objects.update(quiet_on=timezone.localdate())
    client = sign_in(mona)
    assert loads(client)["salem"].within_percent == 0
    listed = client.get(f"/w/noor/follow-ups/?owner={salem.number}&state=open").context["page"]
    assert listed.count == 5
    listed = client.get(f"/w/noor/follow-ups/?owner={salem.number}&due=late").context["page"]
    assert listed.count == load.late


@pytest.mark.parametrize("period", ["month", "last_month", "quarter", "year", "nonsense"])
def test_any_period_is_answered(sign_in, mona, customers, period):
    assert "salem" in loads(sign_in(mona), period=period)


def test_the_team_takes_few_queries(sign_in, huda, customers, django_assert_max_num_queries):
    client = sign_in(huda)
    client.get("/w/noor/team/")
    with django_assert_max_num_queries(21):
        client.get("/w/noor/team/")


def week_page(client, **query):
    answer = client.get("/w/noor/week/", query)
    assert answer.status_code == 200
    return answer


def names(answer):
    return [entry.name for each in answer.context["days"] for entry in each["day"].entries]


def test_a_week_shows_what_is_to_be_done_and_whom_one_met(sign_in, salem, customers):
    account, today = customers["salem"], timezone.localdate()
    noon = timezone.make_aware(datetime.combine(today, datetime.min.time()) + timedelta(hours=12))
    promise(account, salem, 0, reason="Later today", due_at=noon)
    promise(account, salem, 0, reason="All day")
    promise(account, salem, 0, reason="Called off").cancel(by=salem)
    fields = {"channel": "visit", "direction": "out", "text": "Saw the store", "outcome": "held"}
    log_interaction(account=account, by=salem, fields=fields, at=noon - timedelta(hours=4))
    answer = week_page(sign_in(salem))
    assert names(answer) == ["Saw the store", "Later today", "All day"]
    assert [each["day"].on for each in answer.context["days"] if each["day"].is_today] == [today]
    assert "Saw the store" in answer.content.decode()
    assert names(week_page(sign_in(salem), **{"from": (today + timedelta(days=7)).isoformat()})) == []


@pytest.mark.parametrize("asked", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_week_that_is_none_is_this_one(sign_in, salem, in_noor, asked):
    days = week_page(sign_in(salem), **{"from": asked, "member": "99999999999999"}).context["days"]
    assert timezone.localdate() in [each["day"].on for each in days]


def test_a_colleagues_week_shows_only_customers_in_sight(sign_in, salem, faisal, mona, noor, customers):
    promise(customers["salem"], salem, reason="Of Salem's")
    promise(customers["mona"], salem, reason="For Mona")
    assert names(week_page(sign_in(faisal), member=salem.number)) == ["For Mona", "Of Salem's"]
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    assert names(week_page(sign_in(faisal), member=salem.number)) == []
    assert names(week_page(sign_in(salem))) == ["Of Salem's"]
    assert names(week_page(sign_in(mona), member=salem.number)) == ["For Mona", "Of Salem's"]


def test_strangers_see_neither(sign_in, karim, in_noor):
    for page in ("team", "week"):
        assert sign_in(karim).get(f"/w/noor/{page}/").status_code == 404


def test_nothing_is_counted_that_the_lists_do_not_show(sign_in, salem, mona, huda, customers, noor):
    """A promise of my team about a customer of others."""
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    promise(customers["huda"], salem)
    client = sign_in(mona)
    assert loads(client)["salem"].open == 0
    listed = client.get(f"/w/noor/follow-ups/?owner={salem.number}&state=open").context["page"]
    assert listed.count == 0


def test_a_full_day_hides_nothing_of_the_next(sign_in, salem, customers, in_noor):
    days = week_of(timezone.localdate(), working_hours_of(Workspace.objects.get(pk=in_noor.pk)))
    for_salem = {"account": customers["salem"], "owner": salem}
    many = [FollowUp(**for_salem, due_on=days[0], reason="One of many", number=n) for n in range(1000, 1300)]
    FollowUp.objects.bulk_create([*many, FollowUp(**for_salem, due_on=days[1], reason="Alone", number=1300)])
    first, second = sign_in(salem).get("/w/noor/week/").context["days"][:2]
    assert (len(first["day"].entries), first["day"].left_out) == (40, 260)
    assert [each.name for each in second["day"].entries] == ["Alone"]
