"""Pages of what customers look at on the website: the keys, one shown just now, and long days."""

from datetime import timedelta

from django.utils import timezone

from accounts.consents import write_consent
from accounts.models import Consent, Position
from accounts.models.consent import WEB
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place
from visits.keys import make_key, revoke_key
from visits.models import Visit
from visits.receiving import take


def websites(salem, huda):
    """A customer who agreed and looked at much, with long names; one key in use and one revoked."""
    key, _token = make_key(name=LONG_NAME[:60], by=huda)
    revoke_key(make_key(name=UNBROKEN[:60], by=huda)[0], by=huda)
    contact = Position.objects.filter(account__number=1).order_by("pk").first().contact
    write_consent(
        contact, by=salem, channel=WEB, purpose=Consent.VISITS, state="given", wording="Yes", source="call"
    )
    of_contact = {"customer": {"number": contact.number}}
    page = {"kind": "page", "url": f"https://shop.example.com/{UNBROKEN}", "title": LONG_NAME}
    said = [{"id": f"p-{each}", **page, **of_contact} for each in range(45)]
    said.append({"id": "v", "kind": "product", "product": UNBROKEN[:60], "title": UNBROKEN, **of_contact})
    said.append({"id": "c", "kind": "cart", "amount": "99999.99", "reference": UNBROKEN[:100], **of_contact})
    take(said, key=key, currency="SAR")
    hours_ago = timezone.now() - timedelta(hours=5)
    Visit.objects.filter(event_id="c").update(at=hours_ago)


FURNISH = [websites]


def make_a_key(visitor):
    visitor.page.locator("form[action$='/keys/'] #id_name").fill("Our shop")
    visitor.page.locator("form[action$='/keys/'] .btn-primary").click()
    visitor.page.locator("#new-key").wait_for()


def on_the_website():
    yield Place("/w/noor/settings/visits/")
    yield Place("/w/noor/settings/visits/", act=make_a_key)
    yield Place("/w/noor/accounts/1/visits/")
    yield Place("/w/noor/accounts/1/visits/", who="reem")
    yield Place("/w/noor/contacts/1/visits/")
    yield Place("/w/noor/contacts/1/linked/")


WALKS = [on_the_website]
