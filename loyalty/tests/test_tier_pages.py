"""Pages of loyalty tiers: their setup, who stands where, and the tier of a customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.tenancy.state import workspace
from loyalty import ledger
from loyalty.models import LoyaltyProgram, LoyaltyTier, PointsEntry, Reward, TierChange, TierStanding
from timeline.models import Event, Job

TIERS, MEMBERS = "/w/noor/loyalty/tiers/", "/w/noor/loyalty/"
DAY = timedelta(days=1)
TERMS = {"tier_months": "24", "tier_review": "yearly", "tier_warning_days": "14", "tier_grace_days": "0"}


@pytest.fixture
def ladder(opened, mona):
    LoyaltyProgram.objects.create(name_en="Friends", state="running")
    return [
        LoyaltyTier.objects.create(
            name_en=name,
            name_ar=arabic,
            threshold_points=points,
            percent=percent,
            privileges_en=f"{name} lounge",
        )
        for name, arabic, points, percent in (("Silver", "فضي", 100, 100), ("Gold", "ذهبي", 1_000, 150))
    ]


def earn(wallet, points, key="a"):
    ledger.credit(wallet, points, kind=PointsEntry.Kind.EARN, key=key, qualifying_points=points)


def typed(**fields):
    return {
        "name_en": "Gold", "name_ar": "ذهبي", "threshold_points": "١٠٠٠", "percent": "150", "colour": "gold", **fields,
    }  # fmt: skip


class TestSettingThemUp:
    def test_a_tier_is_added_once_and_shown(self, sign_in, mona, opened):
        client = sign_in(mona)
        token = "2b0a6fd8-9f0e-4b9a-8d0d-6a1f5d5b7c22"
        for _again in range(2):
            answer = client.post(f"{TIERS}new/", typed(form_token=token, privileges_en="Own lounge"))
            assert answer.status_code == 303
        made = LoyaltyTier.objects.get()
        assert (made.threshold_points, made.percent, made.privileges_en) == (1_000, 150, "Own lounge")
        page = client.get(TIERS).content.decode()
        assert "tier-gold" in page

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"name_en": "", "name_ar": ""}, "name_ar"),
            ({"threshold_points": "-1"}, "threshold_points"),
            ({"threshold_points": "100"}, "threshold_points"),  # that of silver
            ({"percent": "99"}, "percent"),
            ({"percent": "1001"}, "percent"),
            ({"colour": "pink"}, "colour"),
            ({"privileges_ar": "x" * 2_001}, "privileges_ar"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_writes_nothing(
        self, sign_in, mona, ladder, fields, wrong
    ):
        answer = sign_in(mona).post(f"{TIERS}new/", typed(**{"threshold_points": "7", **fields}))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [wrong]
        assert LoyaltyTier.objects.count() == 2

    def test_a_colleague_who_saved_meanwhile_is_not_overwritten(self, sign_in, mona, ladder):
        gold, client = ladder[1], sign_in(mona)
        first = client.post(f"{TIERS}{gold.number}/", typed(version="1", threshold_points="2000"))
        assert first.status_code == 303
        stale = client.post(f"{TIERS}{gold.number}/", typed(version="1", threshold_points="3000"))
        assert stale.status_code == 422
        assert LoyaltyTier.objects.get(pk=gold.pk).threshold_points == 2_000
        assert "threshold_points" in Event.objects.get(verb="loyaltytier.changed").detail["fields"]

    def test_archived_it_comes_back_unless_its_place_is_taken(self, sign_in, mona, ladder):
        gold, client = ladder[1], sign_in(mona)
        url = f"{TIERS}{gold.number}/archiving/"
        client.post(url)
        assert LoyaltyTier.objects.get(pk=gold.pk).is_archived
        other = LoyaltyTier.objects.create(name_en="Top", threshold_points=1_000)
        client.post(url, {"undo": "1"})
        assert LoyaltyTier.objects.get(pk=gold.pk).is_archived
        other.archive(by=mona)
        client.post(url, {"undo": "1"})
        assert not LoyaltyTier.objects.get(pk=gold.pk).is_archived

    def test_what_holds_for_all_of_them(self, sign_in, mona, ladder):
        client = sign_in(mona)
        assert client.post(TIERS, TERMS).status_code == 303
        program = LoyaltyProgram.objects.get()
        assert (program.tier_months, program.tier_review, program.tier_warning_days, program.tier_grace_days) == (
            24, "yearly", 14, 0,
        )  # fmt: skip
        assert client.post(TIERS, {**TERMS, "tier_warning_days": "0"}).status_code == 422
        assert LoyaltyProgram.objects.get().tier_warning_days == 14

    def test_a_review_is_started_once(self, sign_in, mona, ladder):
        client = sign_in(mona)
        for _again in range(2):
            assert client.post(f"{TIERS}review/").status_code == 303
        assert Job.objects.filter(kind="loyalty.tiers").count() == 1


class TestTheTierOfACustomer:
    def test_the_page_tells_how_far_it_is(self, sign_in, salem, wallet, ladder):
        earn(wallet, 150)
        page = sign_in(salem).get(f"{MEMBERS}{wallet.number}/")
        progress = page.context["progress"]
        assert (progress.tier, progress.next, progress.missing_points) == (ladder[0], ladder[1], 850)
        assert "Silver" in page.content.decode()

    def test_it_is_set_by_hand_and_ended(self, sign_in, mona, wallet, ladder):
        client, url = sign_in(mona), f"{MEMBERS}{wallet.number}/tier/"
        until = timezone.localdate() + 30 * DAY
        fields = {"tier": str(ladder[1].number), "until": until.isoformat(), "reason": "A promise"}
        for _again in range(2):
            assert client.post(url, fields).status_code == 303
        assert TierChange.objects.get().reason == "A promise"
        assert "A promise" in client.get(f"{MEMBERS}{wallet.number}/").content.decode()
        assert client.post(f"{url}end/").status_code == 303
        assert TierStanding.objects.get().tier is None

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"tier": "99"}, "tier"),
            ({"tier": "x"}, "tier"),
            ({"until": "2001-01-01"}, "until"),
            ({"until": "9999-01-01"}, "until"),
            ({"until": ""}, "until"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_what_is_wrong_is_told_and_writes_nothing(self, sign_in, mona, wallet, ladder, fields, wrong):
        until = timezone.localdate().isoformat()
        usual = {"tier": str(ladder[1].number), "until": until, "reason": "A promise"}
        answer = sign_in(mona).post(f"{MEMBERS}{wallet.number}/tier/", {**usual, **fields})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [wrong]
        assert not TierChange.objects.exists()

    def test_the_list_is_narrowed_by_tier_and_by_warning(self, sign_in, salem, customer, ladder):
        gold, none = (ledger.wallet_of(customer(name)) for name in ("Gulf", "Dar"))
        earn(gold, 1_500)
        client = sign_in(salem)

        def listed(query):
            return client.get(f"{MEMBERS}?view=all&{query}").context["page"].rows

        assert listed(f"tier={ladder[1].number}") == [gold]
        assert listed("tier=0") == [none]
        assert listed("falling=1") == []
        today = timezone.localdate()
        TierStanding.objects.update(due_on=today, falls_on=today + DAY)
        assert listed("falling=1") == [gold]
        assert client.get(f"{MEMBERS}?view=all&tier=x&falling=9").status_code == 200

    def test_the_overview_counts_and_names_who_is_about_to_fall(self, sign_in, salem, customer, ladder):
        first, other = (ledger.wallet_of(customer(name)) for name in ("Gulf", "Dar"))
        earn(first, 1_500)
        ledger.wallet_of(customer("Najd"))
        earn(other, 200, "b")
        today = timezone.localdate()
        TierStanding.objects.filter(wallet=first).update(due_on=today, falls_on=today + 9 * DAY)
        answer = sign_in(salem).get(f"{TIERS}overview/")
        assert [(tier.name_en, count) for tier, count in answer.context["tiers"]] == [
            ("Gold", 1),
            ("Silver", 1),
        ]
        assert answer.context["without"] == 1
        assert [each.wallet for each in answer.context["falling"]] == [first]

    def test_the_panel_of_the_customer_shows_it(self, sign_in, salem, wallet, ladder):
        earn(wallet, 1_500)
        page = sign_in(salem).get(f"/w/noor/accounts/{wallet.account.number}/linked/").content.decode()
        assert "tier-progress" in page

    def test_a_reward_may_be_for_a_tier_only(self, sign_in, mona, ladder):
        client = sign_in(mona)
        fields = {"name_en": "Lounge", "kind": "gift", "cost_points": "10", "limit_per": "year"}
        answer = client.post("/w/noor/loyalty/rewards/new/", {**fields, "least_tier": str(ladder[1].number)})
        assert answer.status_code == 303
        assert Reward.objects.get().least_tier == ladder[1]
        refused = client.post("/w/noor/loyalty/rewards/new/", {**fields, "least_tier": "x"})
        assert list(refused.context["form"].errors) == ["least_tier"]


class TestWhoMay:
    def test_whoever_sees_customers_sees_the_overview(self, sign_in, reem, wallet, ladder):
        assert sign_in(reem).get(f"{TIERS}overview/").status_code == 200

    @pytest.mark.parametrize("path", ["", "new/", "review/", "{tier}/", "{tier}/archiving/"])
    def test_only_who_sets_the_programme_up_changes_it(self, sign_in, salem, ladder, path):
        assert sign_in(salem).post(TIERS + path.format(tier=ladder[0].number)).status_code == 403

    @pytest.mark.parametrize("path", ["tier/", "tier/end/"])
    def test_an_agent_sets_no_tier(self, sign_in, salem, wallet, ladder, path):
        assert sign_in(salem).post(f"{MEMBERS}{wallet.number}/{path}").status_code == 403
        assert not TierChange.objects.exists()

    def test_a_stranger_finds_nothing(self, sign_in, karim, wallet, ladder):
        client = sign_in(karim)
        for path in (f"tiers/{ladder[0].number}/", f"{wallet.number}/tier/", "tiers/overview/"):
            assert client.get(MEMBERS + path).status_code == 404
        with workspace(karim.workspace_id):
            assert not LoyaltyTier.objects.exists()
        assert client.post(f"/w/bahr/loyalty/tiers/{ladder[0].number}/", typed()).status_code == 404

    def test_who_is_not_theirs_is_not_counted(self, sign_in, salem, faisal, wallet, ladder):
        earn(wallet, 1_500)
        answer = sign_in(faisal).get(f"{TIERS}overview/")
        seen = answer.context["tiers"][0][1]
        assert seen == (1 if faisal.sees_everything else 0)
