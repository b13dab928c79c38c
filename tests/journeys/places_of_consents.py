"""The pages on which customers say what they want to receive."""

from accounts.consent_asking import ask_to_confirm
from accounts.consent_links import confirmation_link, preferences_link, unsubscribe_link
from accounts.models import Account, Consent, Contact
from accounts.purposes import add_purpose, archive_purpose, word
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

numbers, codes = [1], ["p1"]
# The links, as they were made last; before that, addresses of their pages.
links = [f"noor/{page}/none/" for page in ("preferences", "confirm", "unsubscribe", "unsubscribe")]


def ask_what_they_want(salem, huda):
    """Of a person who is reached by every channel, who agreed to one thing and refuses another."""
    contact = Account.objects.get(number=1).positions.select_related("contact").first().contact
    said = {"contact": contact, "wording": "x", "source": "x", "by": salem}
    Consent.objects.create(channel="sms", purpose="marketing", state="given", **said)
    Consent.objects.create(channel="phone", purpose="survey", state="withdrawn", **said)
    own = add_purpose(by=huda, label_ar=LONG_NAME[:60], label_en="Newsletter")
    word(own.code, by=huda, text_ar=LONG_NAME * 3, text_en=UNBROKEN)
    word("marketing", by=huda, text_ar="أوافق", text_en="I agree")
    archive_purpose(add_purpose(by=huda, label_ar="قديم", label_en="Old"), by=huda)
    long = {
        "wording": f"{LONG_NAME} {UNBROKEN}",
        "source": UNBROKEN[:120],
        "address": "a@b.example",
        "by": None,
    }
    Consent.objects.create(contact=contact, channel="email", purpose=own.code, state="given", **long)
    Contact.objects.filter(pk=contact.pk).update(email_1="noura@afaq.example")
    contact.refresh_from_db()
    asked = ask_to_confirm(contact, by=salem, purpose="marketing")
    numbers[:] = [contact.number]
    codes[:] = [own.code]
    made = [preferences_link(contact), confirmation_link(asked, contact)]
    made += [unsubscribe_link(contact, channel, "survey") for channel in ("phone", "whatsapp")]
    links[:] = [link.partition("/p/")[2] for link in made]


FURNISH = [ask_what_they_want]


def at_consents():
    for link in links:
        yield Place(f"/p/{link}", who="")
    yield Place(f"/w/noor/contacts/{numbers[0]}/consents/")
    yield Place(f"/w/noor/contacts/{numbers[0]}/consents/", who="reem")
    yield Place("/w/noor/settings/consents/")
    yield Place("/w/noor/settings/consents/", act=save_nothing)
    yield Place(f"/w/noor/settings/consents/{codes[0]}/")
    yield Place("/w/noor/settings/consents/survey/", act=save_nothing)
    yield Place(f"/p/{links[0]}?saved=1", who="")
    yield Place("/p/noor/preferences/nothing/", who="", status=404)
    yield Place("/p/noor/unsubscribe/nothing/", who="", status=404)


WALKS = [at_consents]
