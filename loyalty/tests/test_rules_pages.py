"""Pages of the programme and of its rules: kept, versioned, ordered, tried out; by whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from loyalty.models import EarnRule, Grant, LoyaltyProgram, PointsEntry, RuleVersion
from sales.models import Product
from timeline.models import Event

pytestmark = pytest.mark.django_db


def url(name, slug="noor", **kwargs):
    return reverse(f"loyalty:{name}", kwargs={"slug": slug, **kwargs})


@pytest.fixture(autouse=True)
def here(opened):
    """The workspace noor, open."""


# What a rule says that gives a point for every riyal.
SAID = {
    "trigger": "money", "points": 1, "currency": "SAR", "step_minor": 100, "rounding": "full_steps",
    "least_minor": None, "product": None, "category": "", "is_hijri": False, "starts_on": None, "ends_on": None,
    "cap_points": None, "cap_period": "", "tier": "", "management_type": "", "industry": None, "region": None,
    "counts_for_tiers": True,
}  # fmt: skip


def programme_fields(**fields):
    return {
        "name_ar": "", "name_en": "Friends", "state": "running", "joining": "by_itself", "starts_on": "",
        "pending_days": "7", "expiry_months": "", "expiry_until": "year", "reinstate_days": "30", "hold_days": "5",
        "point_cost": "٠٫٠٢٥", "breakage_percent": "12", "approval_points": "500", "terms_ar": "",
        "terms_en": "Be fair.",
        **fields,
    }  # fmt: skip


def rule_fields(**fields):
    return {
        "name_ar": "", "name_en": "Every ten", "trigger": "money", "points": "2", "step_minor": "10",
        "currency": "SAR", "rounding": "full_steps", "least_minor": "", "product": "", "category": "",
        "starts_on": "", "ends_on": "", "cap_points": "", "cap_period": "", "tier": "", "management_type": "",
        "industry": "", "region": "", "counts_for_tiers": "on", **fields,
    }  # fmt: skip


class TestProgramme:
    def test_it_is_kept_and_a_running_one_has_a_day_it_starts_on(self, sign_in, mona):
        client = sign_in(mona)
        assert client.get(url("programme")).status_code == 200
        assert not LoyaltyProgram.objects.exists()
        for _twice in range(2):
            assert client.post(url("programme"), programme_fields()).status_code == 303
        kept = LoyaltyProgram.objects.get()
        assert (kept.name, kept.state, kept.pending_days, kept.expiry_months) == (
            "Friends",
            "running",
            7,
            None,
        )
        assert (kept.point_cost, kept.starts_on) == (Decimal("0.025"), timezone.localdate())
        assert Event.objects.filter(verb="loyaltyprogram.changed").count() == 1

    def test_a_day_that_was_said_stays(self, sign_in, mona):
        sign_in(mona).post(url("programme"), programme_fields(starts_on="1/2/2030"))
        assert LoyaltyProgram.objects.get().starts_on == date(2030, 2, 1)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name_en": ""},
            {"state": "gone"},
            {"pending_days": "-1"},
            {"expiry_months": "0"},
            {"expiry_months": "9" * 30},
            {"point_cost": "-1"},
            {"point_cost": "0.0000001"},
            {"point_cost": "much"},
            {"breakage_percent": "101"},
            {"hold_days": ""},
            {"approval_points": str(2**31)},
            {"starts_on": "soon"},
        ],
    )
    def test_what_cannot_be_is_refused_and_what_was_typed_stays(self, sign_in, mona, wrong):
        answer = sign_in(mona).post(url("programme"), programme_fields(terms_en="Stays here", **wrong))
        assert answer.status_code == 422
        assert "Stays here" in answer.content.decode()
        assert not LoyaltyProgram.objects.exists()

    def test_only_who_sets_it_up_opens_it(self, sign_in, huda, salem, faisal, reem, karim):
        for name in ("programme", "rules", "rule_new"):
            assert sign_in(huda).get(url(name)).status_code == 200
            for member in (salem, faisal, reem):
                assert sign_in(member).get(url(name)).status_code == 403
            assert sign_in(karim).get(url(name)).status_code == 404


class TestRules:
    def test_one_is_added_once(self, sign_in, mona):
        client = sign_in(mona)
        token = client.get(url("rule_new")).context["form"]["form_token"].value()
        for _twice in range(2):
            assert client.post(url("rule_new"), rule_fields(form_token=token)).status_code == 303
        version = EarnRule.objects.get().versions.get()
        assert (version.points, version.step_minor, version.currency) == (2, 10_00, "SAR")
        assert version.counts_for_tiers
        page = client.get(url("rules")).content.decode()
        assert "2 points for every" in page

    def test_another_saying_is_another_version_and_another_name_is_none(self, sign_in, mona):
        client = sign_in(mona)
        client.post(url("rule_new"), rule_fields())
        made = EarnRule.objects.get()
        address = url("rule", number=made.number)
        assert client.post(address, rule_fields(version="1", name_en="Tens")).status_code == 303
        assert client.post(address, rule_fields(version="2", name_en="Tens", points="3")).status_code == 303
        assert [each.points for each in made.versions.all()] == [3, 2]
        assert EarnRule.objects.get().name == "Tens"
        assert "Version 2" in client.get(address).content.decode()
        stale = client.post(address, rule_fields(version="2", points="9"))
        assert stale.status_code == 422
        assert RuleVersion.objects.count() == 2

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name_en": ""}, "name_ar"),
            ({"points": "0"}, "points"),
            ({"step_minor": ""}, "step_minor"),
            ({"step_minor": "0"}, "step_minor"),
            ({"currency": ""}, "currency"),
            ({"currency": "XXQ"}, "currency"),
            ({"trigger": "product"}, "product"),
            ({"trigger": "product", "product": "77 · Nothing"}, "product"),
            ({"trigger": "nothing"}, "trigger"),
            ({"starts_on": "5/3/2030", "ends_on": "4/3/2030"}, "ends_on"),
            ({"cap_points": "5"}, "cap_period"),
            ({"cap_period": "day"}, "cap_points"),
            ({"industry": "999999"}, "industry"),
        ],
    )
    def test_what_cannot_be_is_refused(self, sign_in, mona, wrong, field):
        answer = sign_in(mona).post(url("rule_new"), rule_fields(**wrong))
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not EarnRule.objects.exists()

    def test_what_its_trigger_does_not_ask_for_is_left_out(self, sign_in, mona):
        sign_in(mona).post(
            url("rule_new"),
            rule_fields(trigger="birthday", points="100", is_hijri="on", category="Tea", least_minor="5"),
        )
        version = RuleVersion.objects.get()
        assert (version.step_minor, version.currency, version.category) == (None, "", "")
        assert version.least_minor is None
        assert version.is_hijri

    def test_they_are_put_in_order_archived_and_brought_back(self, sign_in, mona):
        client = sign_in(mona)
        for name in ("One", "Two"):
            client.post(url("rule_new"), rule_fields(name_en=name))
        two = EarnRule.objects.get(name_en="Two")
        client.post(url("rule_order", number=two.number), {"up": "1"})
        assert [each.name for each in EarnRule.objects.in_order()] == ["Two", "One"]
        client.post(url("rule_archiving", number=two.number))
        assert [each.name for each in EarnRule.objects.in_use()] == ["One"]
        client.post(url("rule_archiving", number=two.number), {"undo": "1"})
        assert EarnRule.objects.in_use().count() == 2
        verbs = Event.objects.filter(verb__startswith="earnrule.").values_list("verb", flat=True)
        assert {"earnrule.shifted", "earnrule.archived", "earnrule.restored"} < set(verbs)
        assert client.post(url("rule_order", number=999)).status_code == 404
        assert client.get(url("rule_archiving", number=two.number)).status_code == 405


class TestTrial:
    @pytest.fixture
    def client(self, sign_in, mona):
        client = sign_in(mona)
        client.post(url("rule_new"), rule_fields())
        return client

    def ask(self, client, **asked):
        asked = {"amount": "45", "currency": "SAR", "day": "", "account": "", "product": "", **asked}
        return client.get(url("rules"), asked, headers={"HX-Request": "true"}).content.decode()

    def test_it_tells_what_a_purchase_would_earn_and_by_which_rule_and_keeps_nothing(self, client):
        events = Event.objects.count()
        shown = self.ask(client)
        assert "would earn 8 points" in shown
        assert "Every ten" in shown
        assert "<form" not in shown
        assert "another currency: SAR" in self.ask(client, currency="USD")
        assert "would earn 0 points" in self.ask(client, currency="USD")
        assert "less than one step" in self.ask(client, amount="9")
        assert not Grant.objects.exists()
        assert not PointsEntry.objects.exists()
        assert Event.objects.count() == events

    def test_without_scripts_it_is_the_whole_page(self, client):
        page = client.get(url("rules"), {"amount": "45", "currency": "SAR"}).content.decode()
        assert "would earn 8 points" in page
        assert "<form" in page

    def test_a_group_a_product_and_a_limit_are_told(self, client, customer, mona):
        key = customer("Key ones", management_type="key")
        coffee = Product.objects.create(
            name_en="Coffee", category="Drinks", price_minor=900, currency="SAR", created_by=mona
        )
        client.post(
            url("rule_new"),
            rule_fields(
                name_en="Drinks", trigger="product", category="drinks", points="5", cap_points="12",
                cap_period="day", management_type="key",
            ),
        )  # fmt: skip
        assert "for other customers" in self.ask(client)
        account = f"{key.number} · {key.name}"
        assert "for other products" in self.ask(client, account=account)
        shown = self.ask(client, account=account, product=f"{coffee.number} · Coffee")
        assert "would earn 20 points" in shown
        assert "limit for one customer" in shown

    def test_a_day_before_the_rule_or_the_programme_is_told(self, client, sign_in, mona):
        tomorrow = timezone.localdate() + timedelta(days=1)
        client.post(url("programme"), programme_fields(starts_on=f"{tomorrow:%d/%m/%Y}"))
        assert "starts later" in self.ask(client)
        assert "starts later" not in self.ask(client, day=f"{tomorrow:%d/%m/%Y}")

    @pytest.mark.parametrize("amount", ["", "-5", "0", "much", "9" * 40])
    def test_what_is_no_amount_is_told(self, client, amount):
        shown = self.ask(client, amount=amount)
        assert "Amount:" in shown
        assert "would earn" not in shown

    def test_a_customer_that_is_not_seen_is_none(self, client, karim):
        from lib.tenancy.state import workspace

        with workspace(karim.workspace_id):
            other = services.add_account(by=karim, fields={"name_en": "Theirs", "owner": karim})
        assert "would earn" not in self.ask(client, account=f"{other.number + 500} · Theirs")
