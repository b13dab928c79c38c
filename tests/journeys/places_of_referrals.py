"""Pages of referrals by a code, and the page that friends open."""

import uuid

from accounts.models import Account
from lib.tokens import hash_of
from loyalty.member_codes import code_of
from loyalty.models import LoyaltyProgram, NoticeTerms, PointsLink, ReferralCode, ReferralTerms
from loyalty.recommending import receive
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

CODE, TOKEN = "WALKWALK", "points-of-friends"


def friends_come(salem, huda):
    """One that waits, with all that speaks against it, and one who has yet to buy."""
    program = LoyaltyProgram.objects.first() or LoyaltyProgram(name_ar=LONG_NAME)
    program.state = "running"
    program.save()
    terms = ReferralTerms.objects.create(is_open=True, intro_ar=f"{LONG_NAME} {UNBROKEN}")
    account = Account.objects.get(number=1)
    code_of(account)
    ReferralCode.objects.update(code=CODE)
    for place, name in enumerate((f"{LONG_NAME[:60]} {UNBROKEN[:50]}", "ليلى", "هند")):
        sent = {
            "name": name,
            "phone": "",
            "phone_e164": "",
            "email": f"a{place}@x.example",
            "consent": UNBROKEN,
        }
        receive(
            sent, referrer=account, terms=terms, language="ar", form_token=uuid.uuid4(), is_robot=place != 1
        )
    NoticeTerms.objects.create(tells_expiry=True)
    PointsLink.objects.create(account=account, language="ar", token_hash=hash_of(TOKEN))


FURNISH = [friends_come]


def at_friends():
    yield Place("/w/noor/loyalty/friends/")
    yield Place("/w/noor/loyalty/friends/1/", who="huda")
    yield Place("/w/noor/loyalty/friends/2/")
    yield Place("/w/noor/loyalty/friends/1/refusal/", who="huda", act=save_nothing)
    yield Place("/w/noor/accounts/1/referral-code/")
    yield Place("/w/noor/accounts/1/came-by/", act=save_nothing)
    yield Place("/w/noor/settings/loyalty/referrals/", who="huda")
    yield Place("/w/noor/settings/loyalty/notices/", who="huda")
    yield Place(f"/p/noor/friends/{CODE}/", who="")
    yield Place(f"/p/noor/friends/{CODE}/?sent=1", who="")
    yield Place(f"/p/noor/points/{TOKEN}/", who="")


WALKS = [at_friends]
