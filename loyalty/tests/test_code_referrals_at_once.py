"""Two forms of one friend, and workers that race: one referral counts, and its points are given once."""

import uuid
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import services
from lib.tenancy.state import workspace
from loyalty import qualifying
from loyalty.models import CodeReferral, LoyaltyProgram, ReferralTerms, Wallet
from loyalty.recommending import receive
from loyalty.rules import add_rule
from loyalty.tests.sound import assert_sound
from loyalty.tests.test_rules_pages import SAID
from sales.purchasing import Line, add_purchase

SENT = {
    "name": "Sara",
    "phone": "+966555000777",
    "phone_e164": "+966555000777",
    "email": "",
    "consent": "Yes",
}


def prepare(salem, mona):
    LoyaltyProgram.objects.create(name_en="Friends", state="running", starts_on=date(2026, 1, 1))
    nothing = {"currency": "", "step_minor": None}
    for trigger, points in (("referral", 300), ("friend", 100)):
        said = {**SAID, **nothing, "trigger": trigger, "points": points}
        add_rule(by=mona, fields={"name_en": trigger}, said=said)
    terms = ReferralTerms.objects.create(is_open=True)
    return terms, [services.add_account(by=salem, fields={"name_en": name}) for name in ("One", "Two")]


@pytest.mark.django_db(transaction=True)
def test_two_forms_of_one_friend_and_four_looks_give_once(noor, salem, mona, side_by_side):
    with workspace(noor.pk), transaction.atomic():
        terms, referrers = prepare(salem, mona)

    def come(referrer):
        receive(SENT, referrer=referrer, terms=terms, language="en", form_token=uuid.uuid4())

    works = [lambda who=who: come(who) for who in (*referrers, referrers[0])]
    assert side_by_side(*works) == []
    with workspace(noor.pk), transaction.atomic():
        states = CodeReferral.objects.order_by("state").values_list("state", flat=True)
        assert list(states) == ["held", "held", "registered"]
        taken = CodeReferral.objects.get(state="registered")
        line = Line("Coffee", unit_price_minor=50_00)
        fields = {"ordered_on": timezone.localdate(), "currency": "SAR"}
        add_purchase(account=taken.friend, by=salem, fields=fields, lines=[line])
    assert side_by_side(*[qualifying.look_next] * 4) == []
    with workspace(noor.pk), transaction.atomic():
        found = Wallet.objects.values_list("account", "balance_points")
        assert dict(found) == {taken.account_id: 300, taken.friend_id: 100}
        assert_sound()
