"""Referrals and testimonials in their states, for the tests that walk through every page."""

from django.utils import timezone

from accounts.models import Account
from sales.referring import add_referral
from sales.testimonials import ask, give, write_down
from tests.journeys.house import LONG_NAME, UNBROKEN

ASKED = "testimonial-of-the-walk"
DECLINED, GIVEN = f"{ASKED}-declined", f"{ASKED}-given"


def recommend(salem, huda):
    """One to a long name, one to a customer; one testimonial given and used, one asked for, declined, withdrawn."""
    account, other = Account.objects.get(number=1), Account.objects.get(number=2)
    fields = {"on_day": timezone.localdate(), "referred_name": f"{LONG_NAME} {UNBROKEN}", "reach": UNBROKEN}
    add_referral(account=account, by=salem, fields=fields)
    tied = add_referral(account=account, by=salem, fields={**fields, "referred_name": "ب"}, referred=other)
    tied.thank(by=huda)
    boxes = {"on_website": True, "on_social": False, "in_proposals": True, "with_name": True}
    given = write_down(account=account, by=salem, fields={"text": LONG_NAME, "rating": 5, **boxes})
    given.use(by=salem, scope="website", place=UNBROKEN, link=f"https://noor.example/{UNBROKEN}")
    ask(account=account, contact=None, by=salem, language="ar", token=ASKED)
    ask(account=account, contact=None, by=salem, language="ar", token=DECLINED).decline(by=None)
    by_link = ask(account=account, contact=None, by=salem, language="ar", token=GIVEN)
    give(by_link, by=None, fields={"text": f"{LONG_NAME} {UNBROKEN}", "rating": 4, **boxes})
    by_link.use(by=salem, scope="website", place=LONG_NAME)
    by_link.withdraw(by=None)
