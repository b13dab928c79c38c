"""Birthdays, years as a customer and holidays on Today: on their day, done once, back with undo."""

import threading
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection, transaction

from accounts.deletion import delete_for_good
from accounts.models import Account, Contact
from accounts.services import add_account, add_contact
from interactions.calling import make_sheet, pass_over, unfinished
from interactions.models import OccasionMark
from interactions.occasions import mark_done, near_today, occasions_of
from lib import formats
from lib.dates import from_hijri
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def born(salem, afaq):
    def make(day, name="Noura", account=afaq):
        with workspace(salem.workspace_id):
            return add_contact(by=salem, fields={"name_en": name, "birth_on": day}, account=account)

    return make


def kinds(membership):
    with workspace(membership.workspace_id):
        return [(each.kind, each.on) for each in occasions_of(membership)]


@pytest.mark.parametrize(
    ("birth", "is_there"),
    [
        (date(1988, 9, 20), True),
        (date(1960, 9, 23), True),
        (date(1988, 9, 18), True),
        (date(1988, 9, 24), False),
        (date(1988, 9, 17), False),
        (date(2026, 9, 20), False),
    ],
)
def test_a_birthday_stands_on_today_from_three_days_before_until_two_after(salem, born, birth, is_there):
    born(birth)
    expected = [("birthday", birth.replace(year=2026))] if is_there else []
    assert kinds(salem) == expected


def test_a_hijri_birthday_is_found_where_the_workspace_shows_hijri_days(salem, born, noor):
    birth = from_hijri(1410, 4, 9)
    born(birth)
    today = from_hijri(1448, 4, 9)
    with time_machine.travel(datetime(today.year, today.month, today.day, 8, tzinfo=UTC)):
        assert kinds(salem) == []
        both = formats.Formats(language="ar", time_zone="Asia/Riyadh", currency="SAR", calendar="both")
        with formats.use(both):
            assert kinds(salem) == [("hijri", today)]


def test_a_person_at_two_customers_has_one_birthday_and_archived_ones_none(salem, in_noor, afaq, born):
    noura = born(date(1990, 9, 20))
    other = add_account(by=salem, fields={"name_en": "Other", "owner": salem})
    other.positions.create(contact=noura)
    assert [each.account for each in occasions_of(salem)] == [afaq]
    noura.archive(by=salem)
    assert occasions_of(salem) == []


def test_only_the_account_manager_of_the_customer_is_reminded(salem, mona, born):
    born(date(1990, 9, 20))
    assert kinds(mona) == []


def test_years_as_an_active_customer_are_told(salem, in_noor):
    old = add_account(by=salem, fields={"name_en": "Old", "owner": salem}, status="active")
    lost = add_account(by=salem, fields={"name_en": "Lost", "owner": salem}, status="lost")
    new = add_account(by=salem, fields={"name_en": "New", "owner": salem}, status="active")
    Account.objects.filter(pk__in=[old.pk, lost.pk]).update(
        created_at=datetime(2021, 9, 21, 22, 30, tzinfo=UTC)
    )
    # In Riyadh it was the 22nd already.
    found = [(each.account, each.on, each.count) for each in occasions_of(salem)]
    assert found == [(old, date(2026, 9, 22), 5)]
    assert new not in [account for account, *_rest in found]


def test_a_holiday_of_the_country_of_my_customers_is_one_row(salem, in_noor):
    for place in range(3):
        add_account(by=salem, fields={"name_en": f"No {place}", "owner": salem, "country": "SA"})
    found = occasions_of(salem)
    assert [(each.kind, each.on, each.count) for each in found] == [("holiday", date(2026, 9, 23), 3)]


def test_eid_is_one_occasion_on_its_first_day(clock, salem, in_noor):
    add_account(by=salem, fields={"name_en": "Cairo", "owner": salem, "country": "EG"})
    clock.move_to(datetime(2026, 5, 27, 8, tzinfo=UTC))
    eid = [each.on for each in near_today(salem) if "الأضحى" in each.holiday or "Adha" in each.holiday]
    assert eid[-1] == date(2026, 5, 27)
    clock.move_to(datetime(2026, 5, 31, 8, tzinfo=UTC))
    assert near_today(salem) == []


def press(client, occasion, **query):
    return client.post("/w/noor/occasions/", {"occasion": occasion}, query_params=query or None, follow=True)


def test_done_is_done_for_this_year_and_undo_brings_it_back(clock, sign_in, salem, born):
    noura = born(date(1990, 9, 22))
    client = sign_in(salem)
    page = client.get("/w/noor/").content.decode()
    assert "Noura" in page
    assert "Birthday" in page
    token = f"birthday.{noura.number}.2026-09-22"
    for _pressed in range(2):
        assert press(client, token).status_code == 200
    with workspace(salem.workspace_id):
        assert occasions_of(salem) == []
        mark = OccasionMark.objects.get()
        assert Event.objects.filter(verb="occasion.done").count() == 1
    press(client, "", undo=mark.number)
    assert kinds(salem) == [("birthday", date(2026, 9, 22))]
    press(client, token)
    clock.move_to(datetime(2027, 9, 22, 8, tzinfo=UTC))
    assert kinds(salem) == [("birthday", date(2027, 9, 22))]


def test_what_is_no_occasion_of_mine_is_not_marked(sign_in, salem, mona, faisal, reem, karim, born):
    noura = born(date(1990, 9, 22))
    token = f"birthday.{noura.number}.2026-09-22"
    for asked in (
        "",
        "birthday",
        "birthday.1",
        "x.y.z",
        token.replace("22", "21"),
        token + "\x00",
        "۱" * 300,
    ):
        assert press(sign_in(salem), asked).status_code == 200
    assert press(sign_in(mona), token).status_code == 200
    assert sign_in(reem).post("/w/noor/occasions/", {"occasion": token}).status_code == 403
    assert sign_in(karim).post("/w/noor/occasions/", {"occasion": token}).status_code == 404
    assert sign_in(salem).get("/w/noor/occasions/").status_code == 405
    with workspace(salem.workspace_id):
        assert not OccasionMark.objects.exists()


def test_nobody_takes_back_what_a_colleague_did(sign_in, salem, mona, born):
    born(date(1990, 9, 22))
    with workspace(salem.workspace_id):
        mark = mark_done(near_today(salem)[0], by=salem)
    assert sign_in(mona).post(f"/w/noor/occasions/?undo={mark.number}").status_code == 404
    assert kinds(salem) == []


def test_it_goes_with_a_contact_that_is_deleted_for_good(salem, in_noor, born):
    noura = born(date(1990, 9, 22))
    mark_done(near_today(salem)[0], by=salem)
    delete_for_good(Contact.objects.get(pk=noura.pk), by=salem)
    assert not OccasionMark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_mark(salem, born):
    born(date(1990, 9, 22))
    with workspace(salem.workspace_id), transaction.atomic():
        occasion = near_today(salem)[0]
    together, failed = threading.Barrier(2), []

    def mark():
        try:
            together.wait()
            with workspace(salem.workspace_id), transaction.atomic():
                mark_done(occasion, by=salem)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed
    with workspace(salem.workspace_id), transaction.atomic():
        assert OccasionMark.objects.count() == 1
        assert Event.objects.filter(verb="occasion.done").count() == 1


def test_a_call_sheet_stands_on_today_until_its_last_call(sign_in, salem, mona, in_noor, afaq):
    sheet = make_sheet(by=salem, customers=[afaq])
    assert [each.pk for each in unfinished(salem)] == [sheet.pk]
    assert unfinished(mona) == []
    assert "0 of 1" in sign_in(salem).get("/w/noor/").content.decode()
    pass_over(sheet.lines.get())
    assert unfinished(salem) == []


def test_workspaces_do_not_share_occasions(karim, born):
    born(date(1990, 9, 20))
    assert Workspace.objects.count() == 2
    assert kinds(karim) == []
