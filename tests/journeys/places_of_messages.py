"""Pages of campaigns by telephone: messages that are short, long, or not whole, and the settings of their provider."""

from campaigns.channels.setting_up import keep_gateway
from campaigns.scheduling import add_campaign
from campaigns.writing import add_template
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing


def messages(salem, huda):
    """One in both languages, one that names what does not exist, and a campaign of the first."""
    said = {"body_ar": f"{LONG_NAME} {{العميل}} {UNBROKEN}", "body_en": f"{UNBROKEN} {{customer}}"}
    whole = add_template(by=huda, channel="sms", name=f"SMS {UNBROKEN}"[:80], **said)
    add_template(by=huda, channel="sms", name="Not whole", body_ar="نص {كلمة}", body_en="")
    fields = {
        "provider": "twilio", "base_url": "https://api.example.com", "account": "AC" + "0" * 32,
        "sender": "+966501234567", "price_minor": 12, "currency": "SAR", "per_second": 10,
    }  # fmt: skip
    keep_gateway("sms", by=huda, fields=fields, secret="nobody reads it")
    add_campaign(by=huda, name=f"SMS {UNBROKEN}"[:80], purpose="marketing", template=whole)


def whatsapp(salem, huda):
    said = {"approved_name": "season_offer", "approval_ar": "approved", "approval_en": "approved"}
    texts = {"body_ar": f"{LONG_NAME} {{العميل}}", "body_en": f"{UNBROKEN} {{customer}}"}
    whole = add_template(by=huda, channel="whatsapp", name="WhatsApp", **said, **texts)
    fields = {
        "provider": "meta", "base_url": "", "account": "106540352242922", "sender": "+966501234567",
        "price_minor": 30, "currency": "SAR", "per_second": 10,
    }  # fmt: skip
    keep_gateway("whatsapp", by=huda, fields=fields, secret="nobody reads it", proof="nor this")
    add_campaign(by=huda, name="WhatsApp", purpose="marketing", template=whole)


FURNISH = [messages, whatsapp]


def at_messages():
    home = "/w/noor/campaigns/templates/"
    yield Place(f"{home}new/?channel=sms", act=save_nothing, who="huda")
    for template in (1, 2):
        yield Place(f"{home}{template}/", who="huda")
        yield Place(f"{home}{template}/preview/?language=ar", who="huda")
    yield Place(f"{home}1/edit/", who="huda")
    yield Place(f"{home}new/?channel=whatsapp", act=save_nothing, who="huda")
    for page in ("", "edit/", "preview/"):
        yield Place(f"{home}3/{page}", who="huda")
    yield Place("/w/noor/campaigns/2/schedule/", who="huda")
    yield Place("/w/noor/settings/whatsapp/", who="huda")
    yield Place("/w/noor/campaigns/1/", who="huda")
    yield Place("/w/noor/campaigns/1/schedule/", who="huda")
    yield Place("/w/noor/settings/text-messages/", who="huda")


WALKS = [at_messages]
