"""The pages on which customers say what they want to receive."""

from accounts.consent_links import preferences_link, unsubscribe_link
from accounts.models import Account, Consent
from tests.journeys.places import Place

# The links, as they were made last.
links = ["", "", ""]


def ask_what_they_want(salem, huda):
    """Of a person who is reached by every channel, who agreed to one thing and refuses another."""
    contact = Account.objects.get(number=1).positions.select_related("contact").first().contact
    said = {"contact": contact, "wording": "x", "source": "x", "by": salem}
    Consent.objects.create(channel="sms", purpose="marketing", state="given", **said)
    Consent.objects.create(channel="phone", purpose="survey", state="withdrawn", **said)
    made = [preferences_link(contact)]
    made += [unsubscribe_link(contact, channel, "survey") for channel in ("phone", "whatsapp")]
    links[:] = [link.partition("/p/")[2] for link in made]


FURNISH = [ask_what_they_want]


def at_consents():
    for link in links:
        yield Place(f"/p/{link}", who="")
    yield Place(f"/p/{links[0]}?saved=1", who="")
    yield Place("/p/noor/preferences/nothing/", who="", status=404)
    yield Place("/p/noor/unsubscribe/nothing/", who="", status=404)


WALKS = [at_consents]
