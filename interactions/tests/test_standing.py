"""How things stand with a customer: kept with what changes it, sorted and narrowed by in the list of accounts."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account
from accounts.models.account import NEVER, NO_DAY
from accounts.services import add_account, change_account
from interactions.models import FollowUp, Interaction
from interactions.services import add_follow_up, change_follow_up, change_interaction, log_interaction
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


def ago(**delta):
    return timezone.now() - timedelta(**delta)


def day(count):
    return timezone.localdate() + timedelta(days=count)


def log(account, by, *, channel="call", outcome="reached", at=None):
    direction = "internal" if channel == "note" else "out"
    fields = {"channel": channel, "direction": direction, "text": "As agreed", "outcome": outcome}
    return log_interaction(account=account, by=by, fields=fields, at=at)


def standing(account):
    names = ("last_event_at", "last_contact_at", "usual_channel", "next_step_on")
    return Account.objects.values_list(*names).get(pk=account.pk)


def test_a_new_customer_stands_where_nothing_happened(afaq, in_noor):
    assert standing(afaq) == (NEVER, NEVER, "", NO_DAY)


def test_only_what_reached_the_customer_is_a_contact(salem, afaq, in_noor):
    visit = log(afaq, salem, channel="visit", outcome="held", at=ago(days=9))
    log(afaq, salem, outcome="no_answer", at=ago(days=3))
    note = log(afaq, salem, channel="note", outcome="", at=ago(days=1))
    assert standing(afaq)[:3] == (note.at, visit.at, "call")


def test_an_older_one_written_down_later_changes_nothing_but_what_it_should(salem, afaq, in_noor):
    last = log(afaq, salem, at=ago(days=1))
    log(afaq, salem, channel="email", outcome="answered", at=ago(days=30))
    log(afaq, salem, channel="email", outcome="answered", at=ago(days=40))
    assert standing(afaq)[:3] == (last.at, last.at, "email")


def test_logging_asks_no_more_of_a_customer_who_was_talked_to_often(
    salem, afaq, in_noor, django_assert_max_num_queries
):
    for _each in range(20):
        log(afaq, salem)
    with django_assert_max_num_queries(30):
        log(afaq, salem)


def test_removal_and_its_way_back_leave_what_the_rows_say(salem, afaq, in_noor):
    first, second = log(afaq, salem, at=ago(days=5)), log(afaq, salem, channel="visit", outcome="held")
    second.remove(by=salem)
    assert standing(afaq)[:3] == (first.at, first.at, "call")
    second.restore(by=salem)
    assert standing(afaq)[1] == second.at
    second.remove(by=salem)
    first.remove(by=salem)
    assert standing(afaq)[:3] == (NEVER, NEVER, "")


def test_an_edit_of_the_outcome_takes_the_contact_back(salem, call, afaq, in_noor):
    call.outcome = "no_answer"
    change_interaction(call, by=salem, read_version=call.version, changed=["outcome"])
    assert standing(afaq)[:2] == (call.at, NEVER)


def test_the_next_step_is_the_earliest_open_one(salem, afaq, in_noor):
    def promise(days):
        fields = {"reason": "Send the offer", "due_on": day(days), "owner": salem}
        return add_follow_up(account=afaq, by=salem, fields=fields)

    late, soon = promise(-2), promise(4)
    assert standing(afaq)[3] == day(-2)
    late.finish(by=salem)
    assert standing(afaq)[3] == day(4)
    late.reopen(by=salem)
    late.cancel(by=salem)
    soon.snooze(until=day(8), by=salem)
    assert standing(afaq)[3] == day(8)
    soon.due_on = day(3)
    change_follow_up(soon, by=salem, read_version=soon.version, changed=["due_on"])
    assert standing(afaq)[3] == day(3)
    soon.finish(by=salem)
    assert standing(afaq)[3] == NO_DAY


def test_a_form_that_was_opened_before_does_not_put_the_former_standing_back(salem, afaq, in_noor):
    """What a form read is saved over what stands; how things stand is not the form's."""
    opened = Account.objects.get(pk=afaq.pk)
    logged = log(afaq, salem)
    opened.city = "Jeddah"
    change_account(opened, by=salem, read_version=opened.version, changed=["city"])
    assert Account.objects.get(pk=afaq.pk).city == "Jeddah"
    assert standing(afaq)[1] == logged.at


def test_the_history_of_an_account_does_not_grow_by_its_standing(salem, afaq, in_noor):
    history = Account.history_model.objects.filter(pgh_obj=afaq)
    before = history.count()
    log(afaq, salem)
    assert history.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_who_log_at_once_leave_the_later_contact(salem, afaq, noor):
    moments = [ago(days=count) for count in range(6)]

    def one(at):
        with workspace(noor.pk), transaction.atomic():
            log(Account.objects.get(pk=afaq.pk), salem, at=at)
        connection.close()

    threads = [threading.Thread(target=one, args=(at,)) for at in moments]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with workspace(noor.pk), transaction.atomic():
        assert Interaction.objects.count() == len(moments)
        assert standing(afaq)[:2] == (max(moments), max(moments))


@pytest.fixture
def four(salem, in_noor):
    """Four customers: talked to today, a month ago by mail, never but with a late step, and none of all that."""
    names = ("Today", "Month", "Step", "Nothing")
    made = {name: add_account(by=salem, fields={"name_en": name, "owner": salem}) for name in names}
    log(made["Today"], salem)
    log(made["Month"], salem, channel="email", outcome="answered", at=ago(days=40))
    fields = {"reason": "Offer", "due_on": day(-1), "owner": salem}
    add_follow_up(account=made["Step"], by=salem, fields=fields)
    return made


def listed(client, query):
    page = client.get(f"/w/noor/accounts/?{query}").content.decode()
    places = {name: page.find(f"<bdi>{name}</bdi></a>") for name in ("Today", "Month", "Step", "Nothing")}
    return sorted((name for name, place in places.items() if place >= 0), key=places.get)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=last_contact", ["Step", "Nothing", "Month", "Today"]),
        ("sort=-last_contact", ["Today", "Month", "Nothing", "Step"]),
        ("sort=next_step", ["Step", "Today", "Month", "Nothing"]),
        ("sort=usual_channel&usual_channel=email", ["Month"]),
        ("last_contact=30", ["Month", "Nothing", "Step"]),
        ("last_contact=never", ["Nothing", "Step"]),
        ("last_event=nonsense", ["Month", "Nothing", "Step", "Today"]),
        ("next_step=late", ["Step"]),
        ("next_step=none", ["Month", "Nothing", "Today"]),
        ("usual_channel=call", ["Today"]),
    ],
)
def test_the_list_is_sorted_and_narrowed_by_it(sign_in, salem, four, query, names):
    assert listed(sign_in(salem), query) == names


@pytest.mark.parametrize("sort", ["last_contact", "-last_event", "next_step", "-usual_channel"])
def test_pages_of_these_orders_hold_every_customer_once(sign_in, salem, in_noor, sort):
    for number in range(60):
        account = add_account(by=salem, fields={"name_en": f"No {number}", "owner": salem})
        if number % 3 == 0:
            log(account, salem, at=ago(hours=number))
    client, url, seen = sign_in(salem), f"/w/noor/accounts/?sort={sort}&view=all", []
    while url:
        page = client.get(url).context["page"]
        seen += [row.number for row in page.rows]
        url = f"/w/noor/accounts/{page.next_url}" if page.next_url else ""
    assert sorted(seen) == sorted(Account.objects.values_list("number", flat=True))


def test_a_file_holds_it_and_can_be_brought_again(sign_in, salem, four):
    text = (
        sign_in(salem).post("/w/noor/accounts/export/?q=Month", {"format": "csv"}).content.decode("utf-8-sig")
    )
    heads, row = text.splitlines()[:2]
    assert {"Last contact", "Next step", "Channel used most"} <= set(heads.split(","))
    assert timezone.localdate(ago(days=40)).isoformat() in row
    assert "E-mail" in row


def test_the_standing_of_those_who_were_there_before_is_worked_out_once(salem, four):
    """The migration's own statements say what the verbs say."""
    from importlib import import_module

    told = {account.pk: standing(account) for account in four.values()}
    Account.objects.update(
        last_event_at=NEVER, last_contact_at=NEVER, usual_channel="", next_step_on=date(9999, 12, 31)
    )
    migration = import_module("interactions.migrations.0008_standing")
    with connection.cursor() as cursor:
        cursor.execute(migration.LAST)
        cursor.execute(migration.NEXT)
    assert {account.pk: standing(account) for account in four.values()} == told
    assert FollowUp.objects.open().count() == 1
