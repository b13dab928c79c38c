"""Where a lead comes from, as the address of the form says it: pure, texts in, texts out."""

from accounts.models import Account
from lib.text import clean, fold

LONGEST = 80
# What is read of an address; everything else in it is passed over.
READ = {"utm_source": "utm_source", "utm_campaign": "campaign", "ref": "ref"}
SOCIAL = {
    "facebook",
    "fb",
    "instagram",
    "ig",
    "twitter",
    "x",
    "linkedin",
    "snapchat",
    "tiktok",
    "youtube",
    "whatsapp",
}


def origin_of(query) -> dict[str, str]:
    """The parts that are kept, cleaned and cut to size; `query` maps names to texts."""
    return {ours: clean(str(query.get(name, "")))[:LONGEST] for name, ours in READ.items()}


def source_of(*, utm_source: str, campaign: str, ref: str) -> str:
    """Which of our sources that is: who recommended goes before where it was seen."""
    if ref:
        return Account.Source.REFERRAL
    if fold(utm_source) in SOCIAL:
        return Account.Source.SOCIAL
    return Account.Source.CAMPAIGN if campaign else Account.Source.WEBSITE
