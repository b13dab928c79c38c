"""Who is told what, by which way, and that a mail is written once, to whoever may still see what it is about."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from accounts import services
from accounts.models import Account
from desk.notices import mail_next
from desk.tasks import forget_old_notifications, mail_notifications
from lib.tenancy.state import workspace
from timeline.jobs import run_slice, start_job
from timeline.models import Job, Notification, NotificationChoice
from timeline.notifying import gathered, next_digest, notify
from workspaces.models import Membership, SystemMail, Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(f"desk:{name}", kwargs={"slug": "noor", **kwargs})


@pytest.fixture
def account(in_noor, salem):
    return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


def told_to(member) -> list[str]:
    rows = Notification.objects.filter(recipient=member).order_by("id")
    return [each.kind for each in rows]


def choose(member, kind, way):
    NotificationChoice.objects.create(membership=member, kind=kind, way=way)


def mails() -> list[SystemMail]:
    while mail_next():
        pass
    return list(SystemMail.objects.order_by("id"))


def test_the_new_owner_is_told_and_who_did_it_is_not(account, salem, mona):
    account.owner = mona
    services.change_account(account, by=salem, read_version=1, changed=["owner"])
    assert (told_to(mona), told_to(salem)) == (["account.assigned"], [])


def test_the_owner_is_told_what_colleagues_change_once_while_unread(account, salem, mona):
    account.set_status("active", by=mona)
    account.archive(by=mona)
    account.restore(by=salem)
    assert told_to(salem) == ["account.changed"]
    assert Notification.objects.get().times == 2
    Notification.objects.update(read_at=datetime.now(UTC))
    account.set_status("lost", by=mona, asks_why=False)
    assert told_to(salem) == ["account.changed"] * 2


def test_what_is_rolled_back_is_not_told(account, mona, salem):
    with transaction.atomic():
        account.set_status("active", by=mona)
        transaction.set_rollback(True)
    assert told_to(salem) == []


def test_many_at_once_become_one_that_says_how_many(in_noor, salem, mona, sign_in):
    with gathered():
        for name in "abc":
            services.add_account(by=mona, fields={"name_en": name, "owner": salem})
    assert Notification.objects.get().times == 3
    page = sign_in(salem).get(url("notifications"), headers={"accept-language": "en"}).content.decode()
    assert "gave you 3 customers to look after" in page


def test_whoever_starts_long_work_learns_how_it_ended(in_noor, huda):
    job = start_job("accounts.export", by=huda, what="accounts", query="", format="csv", language="ar")
    Membership.objects.filter(pk=huda.pk).update(role=Role.VIEWER)  # may take nothing out any more
    run_slice(job.pk)
    assert Job.objects.get().state == Job.State.FAILED
    assert told_to(huda) == ["job.failed"]


def test_a_new_role_is_told(in_noor, huda, salem):
    salem.change(by=huda, role=Role.MANAGER)
    assert told_to(salem) == ["membership.role_changed"]


def test_the_bell_counts_and_reading_takes_from_it(account, salem, mona, sign_in):
    account.set_status("active", by=mona)
    client = sign_in(salem)
    assert 'class="bell-count num" aria-hidden="true">1<' in client.get(url("today")).content.decode()
    one = Notification.objects.get()
    answer = client.post(url("notification", token=one.token))
    assert answer["location"] == url("account", number=account.number)
    assert "bell-count" not in client.get(url("today")).content.decode()


def test_everything_is_marked_as_read_and_that_is_taken_back(account, salem, mona, sign_in):
    account.set_status("active", by=mona)
    client = sign_in(salem)
    done = client.post(url("notifications_read"), follow=True)
    assert not Notification.objects.unread().exists()
    undo = done.content.decode().partition(f'action="{url("notifications_read")}?undo=')[2].partition('"')[0]
    client.post(f"{url('notifications_read')}?undo={undo}")
    assert Notification.objects.unread().exists()
    assert client.post(f"{url('notifications_read')}?undo={'9' * 17}").status_code == 303


def test_nobody_reads_anothers(account, salem, mona, huda, sign_in):
    account.set_status("active", by=mona)
    one = Notification.objects.get()
    assert sign_in(huda).post(url("notification", token=one.token)).status_code == 404
    assert "Afaq" not in sign_in(huda).get(url("notifications")).content.decode()
    sign_in(huda).post(url("notifications_read"))
    assert Notification.objects.unread().exists()


def test_what_has_gone_out_of_sight_is_not_named(account, salem, mona, sign_in, noor):
    account.set_status("active", by=mona)
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    Account.objects.update(owner=None)
    page = sign_in(salem).get(url("notifications"), headers={"accept-language": "en"}).content.decode()
    assert "Afaq" not in page
    assert "a record you cannot open" in page


def test_a_choice_is_kept_and_holds(account, salem, mona, sign_in):
    client = sign_in(salem)
    form = client.get(url("notification_settings")).context["form"]
    typed = {field.name: field.value() for field in form}
    assert client.post(url("notification_settings"), {**typed, "account_changed": "none"}).status_code == 303
    account.set_status("active", by=mona)
    assert told_to(salem) == []
    assert client.post(url("notification_settings"), {**typed, "account_changed": "x"}).status_code == 422


def test_a_mail_at_once_is_written_once_in_the_recipients_language(account, salem, mona):
    salem.user.language = "en"
    salem.user.save()
    choose(salem, "account.changed", "mail")
    account.set_status("active", by=mona)
    (mail,) = mails()
    assert mails() == [mail]
    assert (mail.to, mail.language) == (salem.user.email, "en")
    assert "Afaq Gulf" in mail.subject
    assert url("account", number=account.number) in mail.text


@pytest.mark.parametrize("reason", ["left", "switched off", "read", "out of sight"])
def test_no_mail_comes_any_more(account, salem, mona, huda, noor, reason):
    choose(salem, "account.changed", "mail")
    account.set_status("active", by=mona)
    if reason == "left":
        salem.end(by=huda)
    elif reason == "switched off":
        type(salem.user).objects.filter(pk=salem.user.pk).update(is_active=False)
    elif reason == "read":
        Notification.objects.update(read_at=datetime.now(UTC))
    else:
        Workspace.objects.filter(pk=noor.pk).update(visibility="team")
        Account.objects.update(owner=None)
    assert mails() == []
    assert not Notification.objects.due().exists()


def test_a_digest_is_one_mail_in_the_morning_of_the_workspace(account, salem, mona):
    choose(salem, "account.changed", "digest")
    choose(salem, "account.assigned", "digest")
    account.set_status("active", by=mona)
    services.add_account(by=mona, fields={"name_en": "Bahar", "owner": salem})
    assert mails() == []
    Notification.objects.update(mail_at=datetime.now(UTC) - timedelta(seconds=1))
    (mail,) = mails()
    assert "Afaq Gulf" in mail.text
    assert "Bahar" in mail.text
    assert mails() == [mail]


def test_the_morning_is_the_workspaces(noor):
    noor.time_zone = "Asia/Riyadh"
    moments = {"03:59": "04:00", "04:00": "04:00", "23:00": "04:00"}
    for now, expected in moments.items():
        found = next_digest(noor, datetime.fromisoformat(f"2026-03-01T{now}:00+00:00")).astimezone(UTC)
        assert f"{found:%H:%M}" == expected
    noor.time_zone = "America/New_York"
    # The night the clocks go forward there.
    found = next_digest(noor, datetime.fromisoformat("2026-03-08T03:00:00+00:00")).astimezone(UTC)
    assert f"{found:%d %H:%M}" == "08 11:00"


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_digest(noor, salem, mona):
    with workspace(noor.pk), transaction.atomic():
        choose(salem, "account.changed", "digest")
        for number in range(3):
            made = services.add_account(by=salem, fields={"name_en": f"Afaq {number}", "owner": salem})
            made.set_status("active", by=mona)
        Notification.objects.update(mail_at=datetime.now(UTC) - timedelta(seconds=1))
    begin = threading.Barrier(2)

    def work():
        begin.wait()
        mail_notifications()
        connection.close()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert SystemMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_old_ones_are_forgotten_once_their_mail_has_told_of_them(noor, salem, mona):
    with workspace(noor.pk), transaction.atomic():
        with time_machine.travel(datetime.now(UTC) - timedelta(days=91)):
            notify("account.changed", [salem], by=mona)
        notify("account.assigned", [salem], by=mona)
        Notification.objects.filter(kind="account.changed").update(mail_at=datetime.now(UTC))
    forget_old_notifications()
    with workspace(noor.pk), transaction.atomic():
        assert told_to(salem) == ["account.changed", "account.assigned"]
        Notification.objects.update(mail_at=None)
    forget_old_notifications()
    with workspace(noor.pk), transaction.atomic():
        assert told_to(salem) == ["account.assigned"]
