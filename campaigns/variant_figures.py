"""What came of each variant of a campaign: people, each counted once, as campaigns/figures.py counts them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from campaigns.credited import buyers_by_variant
from campaigns.models import Recipient, Response
from campaigns.splitting import split_of
from campaigns.variant_words import name_of
from campaigns.varying import variants_of
from lib.lists.page import ALL, VIEW

Kind = Response.Kind
READ = (Kind.OPENED, Kind.CLICKED)


@dataclass(frozen=True)
class OfVariant:
    name: str
    template: str
    # Of the list of recipients.
    query: str
    sent: int
    delivered: int
    opened: int
    clicked: int
    buyers: int = 0
    is_winner: bool = False

    @property
    def opened_share(self) -> float | None:
        return self.opened * 100 / self.delivered if self.delivered else None

    @property
    def clicked_share(self) -> float | None:
        return self.clicked * 100 / self.delivered if self.delivered else None

    @property
    def opened_bar(self) -> int:
        return round(self.opened_share or 0)

    @property
    def clicked_bar(self) -> int:
        return round(self.clicked_share or 0)


def figures_by_variant(campaign) -> list[OfVariant]:
    """In the order of the variants, those who are told what the campaign itself says last; empty where all are."""
    variants = variants_of(campaign)
    if not variants:
        return []
    sent, people = sent_by_variant(campaign), people_by_variant(campaign)
    bought, winner = buyers_by_variant(campaign), split_of(campaign).winner
    found = []
    for variant in (*variants, None):
        place = variant.place if variant else 0
        opened, clicked, bounced = people.get(place, (0, 0, 0))
        handed_over = sent.get(place, 0)
        asked = {"campaign": campaign.number, "variant": place, "state": Recipient.State.SENT, VIEW: ALL}
        found.append(
            OfVariant(
                name=name_of(variant) if variant or not variants[0].percent else _("The rest"),
                template=_told(variant, variants, campaign, winner),
                query=urlencode(asked),
                sent=handed_over,
                delivered=max(handed_over - bounced, 0),
                opened=opened,
                clicked=clicked,
                buyers=bought.get(place, (0, 0))[1],
                is_winner=bool(variant and variant.place == winner),
            )
        )
    return found


def _told(variant, variants, campaign, winner) -> str:
    """The name of the template; of those who wait for a winner there is none yet."""
    if variant is None and variants[0].percent:
        return next((each.template.name for each in variants if each.place == winner), "")
    return (variant or campaign).template.name


def sent_by_variant(campaign) -> dict[int, int]:
    sent = Recipient.objects.filter(campaign=campaign, state=Recipient.State.SENT).order_by()
    return dict(sent.values_list("variant").annotate(count=Count("pk")))


def people_by_variant(campaign) -> dict[int, tuple[int, int, int]]:
    """(opened, clicked, came back) by the variant of the recipient; who pressed a link has opened it."""
    told = Recipient.objects.filter(pk=OuterRef("recipient")).values("variant")
    seen = Response.objects.by_people().filter(campaign=campaign, kind__in=(*READ, Kind.BOUNCED)).order_by()
    counted = seen.annotate(told=Subquery(told)).values_list("told")
    rows = counted.annotate(
        opened=Count("recipient", distinct=True, filter=Q(kind__in=READ)),
        clicked=Count("recipient", distinct=True, filter=Q(kind=Kind.CLICKED)),
        bounced=Count("recipient", distinct=True, filter=Q(kind=Kind.BOUNCED)),
    )
    return {place: (opened, clicked, bounced) for place, opened, clicked, bounced in rows}
