"""Reports by e-mail: when, to whom, whose numbers, and each once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from lib.tenancy.state import workspace
from reports import mailing
from reports.models import BuiltReport, ReportSending, ReportSubscription
from reports.periods import Period
from reports.subscribing import subscribe
from timeline.models import Event
from workspaces.models import SystemMail

PAGE = "/w/noor/reports/subscriptions/"
TOKEN = "5d1f8a1e-8f0e-4a30-9a3f-0d1f1f0a7f11"
Outcome = ReportSending.Outcome
# Thursday, noon in Riyadh.
MADE = datetime(2026, 5, 14, 9, tzinfo=UTC)
# The first of the month at eight in Riyadh.
DUE = datetime(2026, 6, 1, 5, tzinfo=UTC)


def typed(**fields):
    return {
        "what": "board:executive",
        "rhythm": "monthly",
        "weekday": "6",
        "day": "1",
        "hour": "8",
        "has_pdf": "on",
    } | fields


@pytest.fixture
def clock(noor):
    with workspace(noor.pk), time_machine.travel(MADE, tick=False) as clock:
        yield clock


@pytest.fixture
def monthly(clock, huda, mona):
    return subscribe(by=huda, members=[huda, mona], kpi="revenue")


def rows():
    return list(ReportSending.objects.order_by("recipient", "pk").values_list("recipient", "outcome"))


def mails():
    return {each.to: each for each in SystemMail.objects.order_by("pk")}


class TestWhen:
    def at(self, **when):
        return ReportSubscription(board="executive", **when)

    def test_the_next_time_is_by_the_local_clock(self):
        with timezone.override("Asia/Riyadh"):
            monthly, weekly = self.at(day=1, hour=8), self.at(rhythm="weekly", weekday=6, hour=9)
            assert monthly.slot_after(MADE) == DUE
            assert monthly.slot_after(DUE) == datetime(2026, 7, 1, 5, tzinfo=UTC)
            assert monthly.slot_before(DUE) == DUE
            assert weekly.slot_after(MADE) == datetime(2026, 5, 17, 6, tzinfo=UTC)

    def test_the_hour_stays_when_the_clocks_change(self):
        """In Berlin the night of 29 March 2026 has no hour from two to three, that of 25 October has it twice."""
        with timezone.override("Europe/Berlin"):
            sundays = self.at(rhythm="weekly", weekday=6, hour=8)
            assert sundays.slot_after(datetime(2026, 3, 22, 12, tzinfo=UTC)).hour == 6
            assert sundays.slot_after(datetime(2026, 3, 15, 12, tzinfo=UTC)).hour == 7
            missing = self.at(rhythm="weekly", weekday=6, hour=2)
            spring = missing.slot_after(datetime(2026, 3, 28, tzinfo=UTC))
            assert spring == datetime(2026, 3, 29, 1, tzinfo=UTC)
            autumn = missing.slot_after(datetime(2026, 10, 24, tzinfo=UTC))
            assert autumn == datetime(2026, 10, 25, 0, tzinfo=UTC)
            assert missing.slot_after(autumn) == datetime(2026, 11, 1, 1, tzinfo=UTC)

    def test_the_period_is_the_one_that_was_over_last(self):
        with timezone.override("Asia/Riyadh"):
            month = self.at(day=28).period_before(datetime(2026, 3, 28, 5, tzinfo=UTC))
            assert month == Period(date(2026, 2, 1), date(2026, 3, 1), "month")
            # Sunday at one in the night in Riyadh is Saturday in UTC.
            sunday = datetime(2026, 5, 16, 22, tzinfo=UTC)
            weekly = self.at(rhythm="weekly")
            assert weekly.period_before(sunday) == Period(date(2026, 5, 10), date(2026, 5, 17))
            saturday = datetime(2026, 5, 16, 12, tzinfo=UTC)
            assert weekly.period_before(saturday) == Period(date(2026, 5, 3), date(2026, 5, 10))


@pytest.mark.django_db
class TestSending:
    def test_is_sent_at_its_hour_once_each_in_the_own_language(self, clock, monthly, huda, mona):
        mona.user.language, huda.user.language = "en", "ar"
        mona.user.save()
        huda.user.save()
        clock.move_to(DUE - timedelta(seconds=1))
        assert mailing.send_next() == 0
        clock.move_to(DUE)
        assert mailing.send_next() == 3  # two letters, and the next time
        assert mailing.send_next() == 0
        assert rows() == [(huda.pk, Outcome.SENT), (mona.pk, Outcome.SENT)]
        sent = ReportSending.objects.first()
        assert (sent.first_on, sent.until_on) == (date(2026, 5, 1), date(2026, 6, 1))
        english, arabic = mails()[mona.user.email], mails()[huda.user.email]
        assert english.subject.startswith("Revenue: May 2026")
        assert 'dir="rtl"' in arabic.html
        assert "Revenue" not in arabic.text
        monthly.refresh_from_db()
        assert monthly.due_at == datetime(2026, 7, 1, 5, tzinfo=UTC)
        assert Event.objects.filter(verb="reportsubscription.sent").count() == 2

    def test_a_restricted_recipient_gets_the_own_numbers(
        self, clock, customer, buys, huda, salem, faisal, noor
    ):
        noor.visibility = noor.Visibility.TEAM
        noor.save(update_fields=["visibility"])
        buys(customer("Afaq Gulf"), 5, amount_minor=30_000)
        buys(customer("Bayan Trading", owner=faisal), 4, amount_minor=5_000)
        subscribe(by=huda, members=[huda, salem, faisal], kpi="revenue")
        clock.move_to(DUE)
        mailing.send_next()
        found = {to: mail.text for to, mail in mails().items()}
        figures = {"350": huda, "300": salem, "50": faisal}
        for figure, member in figures.items():
            text = found[member.user.email].translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
            assert f"{figure}.00" in text or f"{figure}٫00" in text
            others = [each for each in figures if each not in figure]
            assert not any(f" {each}.00" in text or f" {each}٫00" in text for each in others)

    def test_who_left_or_may_not_see_it_gets_nothing_and_it_says_why(self, clock, huda, mona, salem, sign_in):
        private = BuiltReport.objects.create(
            name="Mine", kpis=["revenue"], period="90d", grain="month", owner=huda
        )
        made = subscribe(by=huda, members=[huda, mona, salem], built=private)
        salem.end(by=huda)
        clock.move_to(DUE)
        mailing.send_next()
        assert dict(rows()) == {
            huda.pk: Outcome.SENT,
            mona.pk: Outcome.NOT_ALLOWED,
            salem.pk: Outcome.LEFT,
        }
        assert set(mails()) >= {huda.user.email}
        assert mona.user.email not in mails()
        huda.user.language = "en"
        huda.user.save()
        page = sign_in(huda).get(f"{PAGE}{made.number}/").content.decode()
        assert "the recipient has left" in page
        assert "may not see this report" in page

    def test_costs_are_for_who_may_see_them(self, clock, huda, salem):
        subscribe(by=huda, members=[huda, salem], kpi="acquisition-cost")
        clock.move_to(DUE)
        mailing.send_next()
        assert dict(rows()) == {huda.pk: Outcome.SENT, salem.pk: Outcome.NOT_ALLOWED}

    def test_of_what_was_missed_the_latest_alone_is_sent(self, clock, monthly):
        clock.move_to(DUE + timedelta(days=65))
        mailing.send_next()
        assert {each.first_on for each in ReportSending.objects.all()} == {date(2026, 7, 1)}
        assert ReportSending.objects.count() == 2

    def test_a_failure_keeps_no_other_waiting(self, clock, monthly, huda, mona, monkeypatch):
        def worded(subscription, member, period):
            if member == huda:
                with connection.cursor() as cursor:
                    cursor.execute("select 1/0")
            return real(subscription, member, period)

        real = mailing.worded
        monkeypatch.setattr(mailing, "worded", worded)
        clock.move_to(DUE)
        mailing.send_next()
        assert dict(rows()) == {huda.pk: Outcome.FAILED, mona.pk: Outcome.SENT}

    def test_an_archived_one_is_not_sent_and_comes_back_for_the_next_time(self, clock, monthly, huda):
        monthly.archive(by=huda)
        clock.move_to(DUE + timedelta(days=3))
        assert mailing.send_next() == 0
        monthly.restore(by=huda)
        assert mailing.send_next() == 0
        assert monthly.due_at == datetime(2026, 7, 1, 5, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_two_workers_send_each_once(self, clock, monthly, noor):
        clock.move_to(DUE)

        def work():
            try:
                with workspace(noor.pk):
                    for _step in range(3):
                        mailing.send_next()
            finally:
                connection.close()

        workers = [threading.Thread(target=work) for _worker in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        mailing.send_next()
        with transaction.atomic():
            assert ReportSending.objects.count() == 2
            assert SystemMail.objects.count() == 2

    def test_a_worker_that_ends_in_the_middle_has_sent_nothing_twice(self, clock, monthly, monkeypatch):
        clock.move_to(DUE)
        real, posted = mailing.post, []

        def post(sent, member, letter):
            if posted:
                raise KeyboardInterrupt
            posted.append(member)
            real(sent, member, letter)

        monkeypatch.setattr(mailing, "post", post)
        with pytest.raises(KeyboardInterrupt):
            mailing.send_next()
        monkeypatch.setattr(mailing, "post", real)
        with transaction.atomic():
            assert ReportSending.objects.count() == SystemMail.objects.count() == 1
        mailing.send_next()
        with transaction.atomic():
            assert ReportSending.objects.count() == SystemMail.objects.count() == 2


@pytest.mark.django_db
class TestPages:
    def test_is_set_up_and_changed(self, clock, sign_in, mona, salem):
        client = sign_in(mona)
        answer = client.post(f"{PAGE}new/", typed(members=[mona.number, salem.number], tier="A"))
        assert answer.status_code == 303
        made = ReportSubscription.objects.get()
        assert (made.board, made.narrowing, made.due_at) == ("executive", {"tier": "A"}, DUE)
        assert set(made.recipients.values_list("member", flat=True)) == {mona.pk, salem.pk}
        path = f"{PAGE}{made.number}/edit/"
        changed = typed(what="kpi:revenue", rhythm="weekly", version=made.version, members=[salem.number])
        assert client.post(path, changed).status_code == 303
        assert client.post(path, changed).status_code == 422  # somebody saved it since
        made.refresh_from_db()
        assert (made.board, made.kpi, made.rhythm) == ("", "revenue", "weekly")
        assert made.due_at == datetime(2026, 5, 17, 5, tzinfo=UTC)
        assert list(made.recipients.values_list("member", flat=True)) == [salem.pk]

    def test_a_double_click_makes_one(self, clock, sign_in, mona):
        for _time in range(2):
            answer = sign_in(mona).post(f"{PAGE}new/", typed(members=[mona.number], form_token=TOKEN))
            assert answer.status_code == 303
        assert ReportSubscription.objects.count() == 1

    def test_anybody_subscribes_but_only_who_leads_names_others(self, clock, sign_in, salem, mona):
        assert sign_in(salem).post(f"{PAGE}new/", typed(members=[mona.number])).status_code == 303
        made = ReportSubscription.objects.get()
        assert list(made.recipients.values_list("member", flat=True)) == [salem.pk]
        # Who looks after reports names others; the owner's later changes leave them.
        made.recipients.create(member=mona)
        changed = typed(hour="10", version=made.version)
        assert sign_in(salem).post(f"{PAGE}{made.number}/edit/", changed).status_code == 303
        assert made.recipients.count() == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            {"what": "board:x"},
            {"what": "built:99"},
            {"what": ""},
            {"rhythm": "daily"},
            {"day": "29"},
            {"weekday": "7"},
            {"hour": "24"},
            {"members": ["999"]},
            {"members": []},
            {"tier": "Z"},
        ],
    )
    def test_nonsense_is_told_and_nothing_kept(self, wrong, clock, sign_in, mona):
        answer = sign_in(mona).post(f"{PAGE}new/", typed(**{"members": [mona.number]} | wrong))
        assert answer.status_code == 422
        assert not ReportSubscription.objects.exists()

    def test_a_private_report_is_for_its_owner(self, clock, sign_in, mona, salem):
        told = {"kpis": ["revenue"], "period": "90d", "grain": "month"}
        mine = BuiltReport.objects.create(name="Mine", owner=mona, **told)
        theirs = BuiltReport.objects.create(name="Theirs", owner=salem, **told)
        client = sign_in(mona)
        both = [mona.number, salem.number]
        assert client.post(f"{PAGE}new/", typed(what=f"built:{theirs.number}")).status_code == 422
        assert client.post(f"{PAGE}new/", typed(what=f"built:{mine.number}", members=both)).status_code == 422
        alone = typed(what=f"built:{mine.number}", members=[mona.number])
        assert client.post(f"{PAGE}new/", alone).status_code == 303

    def test_who_may_not_does_not(self, clock, monthly, sign_in, salem, mona, karim):
        for part in ("", "edit/", "archive/", "send/", "leave/"):
            ask = "get" if part in {"", "edit/"} else "post"
            for who in (salem, karim):
                assert getattr(sign_in(who), ask)(f"{PAGE}{monthly.number}/{part}").status_code == 404
        monthly.recipients.create(member=salem)
        assert sign_in(salem).get(f"{PAGE}{monthly.number}/").status_code == 200
        assert sign_in(salem).get(f"{PAGE}{monthly.number}/edit/").status_code == 403
        assert sign_in(salem).post(f"{PAGE}{monthly.number}/archive/").status_code == 403
        assert sign_in(salem).post(f"{PAGE}{monthly.number}/leave/").status_code == 303
        assert sign_in(salem).get(f"{PAGE}{monthly.number}/").status_code == 404

    def test_is_put_away_and_brought_back(self, clock, monthly, sign_in, mona):
        path = f"{PAGE}{monthly.number}/archive/"
        sign_in(mona).post(path)
        assert not ReportSubscription.objects.in_use().exists()
        sign_in(mona).post(path, {"undo": "1"})
        assert ReportSubscription.objects.in_use().get().due_at == DUE

    def test_one_now_for_me_and_not_twice(self, clock, monthly, sign_in, mona):
        client, path = sign_in(mona), f"{PAGE}{monthly.number}/send/"
        for _time in range(2):
            assert client.post(path).status_code == 303
        sent = ReportSending.objects.get()
        assert (sent.recipient, sent.is_extra, sent.first_on) == (mona, True, date(2026, 4, 1))
        clock.shift(timedelta(minutes=2))
        client.post(path)
        assert ReportSending.objects.count() == 2

    def test_the_letter_leads_to_its_days_and_files(self, clock, monthly, sign_in, mona, huda, salem):
        clock.move_to(DUE)
        mailing.send_next()
        number = ReportSending.objects.get(recipient=mona).number
        page = f"/w/noor/reports/sent/{number}/"
        assert page in mails()[mona.user.email].text
        assert sign_in(mona).get(page).status_code == 200
        for who in (huda, salem):
            assert sign_in(who).get(page).status_code == 404
        answer = sign_in(mona).post(f"{page}file/", {"format": "pdf"})
        assert answer.content.startswith(b"%PDF")
        assert sign_in(mona).post(f"{page}file/", {"format": "xlsx"}).status_code == 400
        assert sign_in(huda).post(f"{page}file/", {"format": "pdf"}).status_code == 404
