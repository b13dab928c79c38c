"""The list of members, the statement of one, the panel on the page of the customer, and enrolling by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import holding, ledger
from loyalty.exports import Members, StatementFile
from loyalty.fields import member_listing
from loyalty.models import LoyaltyProgram, PointsEntry, Wallet
from loyalty.statement import PAGE_ENTRIES, Statement
from loyalty.tests.sound import assert_sound
from timeline.models import Event

pytestmark = pytest.mark.django_db
Kind = PointsEntry.Kind
DAY = timedelta(days=1)


def url(name, **kwargs):
    return reverse(f"loyalty:{name}", kwargs={"slug": "noor", **kwargs})


def earn(wallet, points, key, *, days=None, pending_days=0, **more):
    now = timezone.now()
    return ledger.credit(
        wallet, points, kind=Kind.EARN, key=key, available_at=now + pending_days * DAY,
        expires_at=now + days * DAY if days else None, **more,
    )  # fmt: skip


class TestTheList:
    def test_each_member_stands_there_with_what_it_has(self, customer, salem, sign_in):
        rich, owing = ledger.wallet_of(customer("Rich")), ledger.wallet_of(customer("Owing"))
        earn(rich, 700, "a", days=20)
        earn(rich, 50, "b", pending_days=14)
        holding.hold(rich, 100, until_at=timezone.now() + DAY, key="c")
        earned = earn(owing, 30, "d")
        ledger.debit(owing, 30, kind=Kind.REDEMPTION, key="e")
        ledger.reverse(earned, 30, key="f")
        page = sign_in(salem).get(url("members"))
        first, second = page.context["page"].rows
        assert (first.name, first.usable_now, first.pending_now, first.held_points) == ("Rich", 600, 50, 100)
        assert first.next_expiry_at == rich.lots.order_by("pk").first().expires_at
        assert (second.name, second.usable_now, second.debt_points) == ("Owing", 0, 30)
        assert_sound()

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("usable=usable", ["Rich"]),
            ("usable=pending", ["Waiting"]),
            ("usable=none", ["Empty"]),
            ("expiry=30", ["Rich"]),
            ("expiry=7", []),
            ("usable=nonsense", ["Rich", "Waiting", "Empty"]),
            ("q=wait", ["Waiting"]),
        ],
    )
    def test_it_is_narrowed(self, customer, salem, sign_in, query, names):
        earn(ledger.wallet_of(customer("Rich")), 700, "a", days=20)
        earn(ledger.wallet_of(customer("Waiting")), 50, "b", pending_days=14)
        ledger.wallet_of(customer("Empty"))
        rows = sign_in(salem).get(f"{url('members')}?{query}").context["page"].rows
        assert [each.name for each in rows] == names

    @pytest.mark.parametrize("state", ["draft", "running"])
    def test_an_empty_one_says_what_to_do(self, opened, salem, sign_in, state):
        LoyaltyProgram.objects.create(state=state, joining="by_hand")
        text = sign_in(salem).get(url("members")).content.decode()
        assert ("“Enrol”" in text) == (state == "running")

    def test_it_leaves_as_a_file(self, wallet, salem):
        earn(wallet, 700, "a", days=20)
        exported = Members()
        found = exported.with_parts(member_listing.queryset(salem), salem)
        row = exported.values(found.get(), None, salem)
        assert (row["name"], row["usable"], row["balance"]) == ("Afaq Gulf", 700, 700)
        assert row["expiry"] == timezone.localdate(timezone.now() + 20 * DAY)

    def test_who_sees_it(self, wallet, sign_in, reem, karim, salem):
        client = sign_in(karim)
        for address in (url("members"), url("member", number=wallet.number)):
            assert client.get(address).status_code == 404
        assert sign_in(reem).get(url("member", number=wallet.number)).status_code == 200
        assert sign_in(reem).post(url("statement_export", number=wallet.number)).status_code == 403
        assert sign_in(salem).get(url("member_export")).status_code == 405


class TestTheStatement:
    def test_each_entry_says_what_it_left(self, wallet, salem):
        earn(wallet, 50, "a", reason="First order")
        ledger.debit(wallet, 20, kind=Kind.REDEMPTION, key="b", by=salem)
        earn(wallet, 5, "c")
        lines = Statement(wallet).lines(salem)
        assert [(each.points_in, each.points_out, each.balance) for each in lines] == [
            (5, 0, 35),
            (0, 20, 30),
            (50, 0, 50),
        ]
        assert_sound()

    def test_a_period_opens_with_what_there_was(self, wallet, salem, time_machine):
        start = timezone.now()
        for day in range(6):
            time_machine.move_to(start + day * DAY)
            earn(wallet, 10, f"day {day}")
        ledger.debit(wallet, 5, kind=Kind.REDEMPTION, key="spent")
        days = [timezone.localdate(start + day * DAY) for day in range(6)]
        part = Statement(wallet, since=days[2], until=days[3])
        assert (part.opening, part.sums, part.closing) == (20, {"came": 20, "went": 0}, 40)
        assert [each.balance for each in part.lines(salem)] == [40, 30]
        whole = Statement(wallet)
        assert (whole.opening, whole.sums["went"], whole.closing) == (0, 5, 55)
        later = Statement(wallet, since=days[5] + DAY)
        assert (later.opening, later.closing, later.lines(salem)) == (55, 55, [])
        before = Statement(wallet, until=days[0] - DAY)
        assert (before.opening, before.closing, before.lines(salem)) == (0, 0, [])

    def test_pages_follow_one_another_without_a_gap(self, wallet, salem):
        for number in range(PAGE_ENTRIES * 2 + 7):
            earn(wallet, 1, f"key {number}")
        seen, statement = [], Statement(wallet)
        assert not statement.has_newer
        while True:
            seen += [each.balance for each in statement.lines(salem)]
            if not statement.has_older:
                break
            statement = Statement(wallet, before=statement.entries[-1].seq)
        assert seen == list(range(PAGE_ENTRIES * 2 + 7, 0, -1))
        back = Statement(wallet, after=7)
        assert [each.seq for each in back.entries] == list(range(7 + PAGE_ENTRIES, 7, -1))
        assert back.has_newer
        assert back.has_older

    def test_it_shows_from_which_lots(self, wallet, salem, sign_in):
        earn(wallet, 50, "a", days=10)
        earn(wallet, 50, "b")
        ledger.debit(wallet, 70, kind=Kind.REDEMPTION, key="c")
        page = sign_in(salem).get(url("member", number=wallet.number), {"lots": 3})
        lots = page.context["lines"][0].lots
        assert [(each["points"], each["left"]) for each in lots] == [(-50, 0), (-20, 30)]

    def test_what_an_entry_comes_from_is_linked_for_who_may_see_it(self, wallet, customer, salem, faisal):
        other = ledger.wallet_of(customer("Dar"))
        earn(other, 10, "a")
        ledger.transfer(other, wallet, key="move")
        (line,) = Statement(wallet).lines(salem)
        assert (line.source, line.page) == (other, "loyalty:member")
        salem.workspace.visibility = "own"
        salem.workspace.save()
        faisal.refresh_from_db()
        (line,) = Statement(wallet).lines(type(faisal).objects.get(pk=faisal.pk))
        assert (line.source, line.page) == (None, "")

    @pytest.mark.parametrize(
        "asked", ["since=nonsense", "since=2026-02-02&until=2026-01-01", "before=x&lots=-3"]
    )
    def test_nonsense_in_the_address_shows_the_whole(self, wallet, salem, sign_in, asked):
        earn(wallet, 50, "a")
        page = sign_in(salem).get(f"{url('member', number=wallet.number)}?{asked}")
        assert (page.status_code, len(page.context["lines"])) == (200, 1)

    def test_it_leaves_as_a_file(self, wallet, customer, salem, sign_in, at_once):
        earn(wallet, 50, "a", reason="=1+1")
        ledger.debit(wallet, 20, kind=Kind.REDEMPTION, key="b", by=salem)
        earn(ledger.wallet_of(customer("Dar")), 999, "c")
        answer = sign_in(salem).post(url("statement_export", number=wallet.number), {"format": "csv"})
        rows = answer.content.decode("utf-8-sig").splitlines()
        assert len(rows) == 3
        assert rows[1].endswith(",'=1+1,50,,50,,")
        assert rows[2].endswith(f",20,30,,{salem.user.name}")
        assert Event.objects.filter(verb="statement.exported").count() == 1
        wrong = sign_in(salem).post(url("statement_export", number=wallet.number), {"format": "exe"})
        assert wrong.status_code == 400

    def test_a_file_without_a_wallet_holds_nothing(self, wallet, salem, rf):
        earn(wallet, 50, "a")
        assert not StatementFile().found(salem, rf.get("/").GET).exists()


class TestThePanel:
    def read(self, client, account):
        return client.get(reverse("desk:account_linked", kwargs={"slug": "noor", "number": account.number}))

    def test_it_says_what_there_is_and_leads_to_the_statement(self, wallet, salem, sign_in):
        earn(wallet, 4_321, "a", days=20)
        client = sign_in(salem)
        assert "4,321" in self.read(client, wallet.account).content.decode()
        answer = client.get(url("of_account", number=wallet.account.number))
        assert answer.url == url("member", number=wallet.number)

    def test_without_a_programme_there_is_none(self, customer, salem, sign_in):
        assert "points-title" not in self.read(sign_in(salem), customer()).content.decode()

    def test_a_customer_is_enrolled_once(self, customer, salem, sign_in, reem):
        LoyaltyProgram.objects.create(state="running", joining="by_hand")
        account, client = customer(), sign_in(salem)
        address = url("enrolment", number=account.number)
        assert address in self.read(client, account).content.decode()
        assert address not in self.read(sign_in(reem), account).content.decode()
        assert sign_in(reem).post(address).status_code == 403
        for _press in range(2):
            assert client.post(address).url == url("member", number=Wallet.objects.get().number)
        assert Event.objects.filter(verb="wallet.enrolled", context_id=account.pk).count() == 1

    def test_nobody_is_enrolled_while_the_programme_is_prepared(self, customer, salem, sign_in):
        sign_in(salem).post(url("enrolment", number=customer().number))
        assert not Wallet.objects.exists()

    def test_one_that_takes_in_everybody_needs_no_button(self, customer, salem, sign_in):
        LoyaltyProgram.objects.create(state="running")
        account = customer()
        assert (
            url("enrolment", number=account.number) not in self.read(sign_in(salem), account).content.decode()
        )
        answer = sign_in(salem).get(url("of_account", number=account.number))
        assert answer.url == f"{url('members')}?account={account.number}&view=all"
