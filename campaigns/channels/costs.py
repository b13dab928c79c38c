"""What the messages of a campaign cost: so many, of so many parts each, at the price of the workspace.

Unit: minor units of the currency, whole numbers. How many parts one takes is averaged over some of those who would
get it, since names and points differ; it is written down with the content when the campaign is scheduled, so that a
price that changes later changes nothing of the past.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.models import Account, Contact, Position
from accounts.models.contact import Channel
from campaigns.channels.line import gateway_of
from campaigns.channels.parts import length_of
from campaigns.channels.wording import Wording, wording_of
from campaigns.models import Campaign, ContentVersion
from campaigns.problems import written_in
from campaigns.snapshot import candidates_of, chosen_of
from campaigns.starting import tally
from campaigns.values import OF_POINTS, values_for

SAMPLE = 20
# As long as links to the preferences of a customer are, which the text of a sample does not make.
LINK = "https://" + "x" * 92


@dataclass(frozen=True)
class Cost:
    messages: int
    # Of one message, in hundredths of a part.
    hundredths: int
    price_minor: int
    currency: str

    @property
    def minor(self) -> int:
        return (self.messages * self.hundredths * self.price_minor + 50) // 100

    @property
    def parts(self) -> int:
        return (self.messages * self.hundredths + 50) // 100

    @property
    def each(self) -> float:
        return self.hundredths / 100


def cost_of(campaign: Campaign) -> Cost | None:
    """Of what left so far, as was agreed when it was scheduled; None where messages cost nothing that is known here."""
    content = ContentVersion.objects.saying(campaign)
    told = content.texts.get("cost") if content else None
    if not told:
        return None
    counts = campaign.counted if campaign.counted is not None else tally(campaign)
    left = counts.get("sent", 0) + counts.get("ambiguous", 0)
    return Cost(left, told["hundredths"], told["price_minor"], told["currency"])


def estimate_of(campaign: Campaign, written_to: int) -> Cost | None:
    """Before it is scheduled."""
    told = told_of(campaign).get("cost")
    return Cost(written_to, told["hundredths"], told["price_minor"], told["currency"]) if told else None


def told_of(campaign: Campaign) -> dict[str, Any]:
    """What is written down with the content of a campaign of priced messages."""
    gateway = gateway_of(campaign.channel) if campaign.channel != Channel.EMAIL else None
    if gateway is None:
        return {}
    is_counted = campaign.channel == Channel.SMS
    hundredths = parts_hundredths(campaign, takes_answers=gateway.takes_answers) if is_counted else 100
    cost = {"hundredths": hundredths, "price_minor": gateway.price_minor, "currency": gateway.currency}
    return {"cost": cost}


def parts_hundredths(campaign: Campaign, *, takes_answers: bool) -> int:
    template = campaign.template
    wordings = {
        language: wording_of(template, language, purpose=campaign.purpose, takes_answers=takes_answers)
        for language in written_in(template, [])
    }
    if not wordings:
        return 0
    seen = [length_of(text).parts for text in texts_for_some(campaign, wordings)]
    seen = seen or [
        length_of(each.fill({"preferences": LINK})).parts for each in wordings.values()
    ]  # nobody yet
    return (100 * sum(seen) + len(seen) // 2) // len(seen)


def texts_for_some(campaign: Campaign, wordings: Mapping[str, Wording]) -> list[str]:
    """As some of those who would get it now would read it."""
    workspace = campaign.workspace
    chosen = chosen_of(campaign, candidates_of(campaign)).values("pk")[:SAMPLE]
    contacts = list(Contact.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))))
    accounts = accounts_of(contacts)
    found = []
    for contact in contacts:
        spoken = (contact.language[:2], workspace.language)
        language = next((each for each in spoken if each in wordings), next(iter(wordings)))
        wording = wordings[language]
        values = values_for(
            accounts.get(contact.pk), contact, workspace=workspace, language=language, preferences_url=LINK,
            with_points=wording.needs(*OF_POINTS),
        )  # fmt: skip
        found.append(wording.fill(values))
    return found


def accounts_of(contacts: list[Contact]) -> dict[int, Account]:
    """For whom each of them is written to, as campaigns.addressing chooses it."""
    seen = Position.objects.filter(contact__in=contacts).select_related("account__owner__user")
    found: dict[int, Account] = {}
    for position in seen.order_by(F("is_primary").desc(), "pk"):
        found.setdefault(position.contact_id, position.account)
    return found
