"""What a campaign came to: how many people were reached, opened, pressed a link, and so on. People are counted, not how
often; machines stand apart. Where a letter was opened without its picture, a press says that it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from campaigns.models import ContentVersion, Response
from campaigns.starting import tally

Kind = Response.Kind
# What is shown of a letter at one glance: the strongest first.
STRONGEST = (Kind.COMPLAINED, Kind.UNSUBSCRIBED, Kind.BOUNCED, Kind.CLICKED, Kind.OPENED, Kind.DELIVERED)
BADGES = {
    Kind.COMPLAINED: "late", Kind.UNSUBSCRIBED: "waiting", Kind.BOUNCED: "late",
    Kind.CLICKED: "done", Kind.OPENED: "done", Kind.DELIVERED: "info",
}  # fmt: skip


@dataclass(frozen=True)
class LinkFigures:
    address: str
    people: int
    machines: int


@dataclass(frozen=True)
class Figures:
    """Of people, each counted once."""

    sent: int
    # Handed over and not come back, as far as is known.
    delivered: int
    opened: int
    clicked: int
    bounced: int
    bounced_for_good: int
    complained: int
    unsubscribed: int
    # Recipients with whose letters programs did so.
    opened_by_machine: int
    clicked_by_machine: int
    is_followed: bool
    links: tuple[LinkFigures, ...]

    def rate(self, count: int, *, of: int | None = None) -> float | None:
        """In per cent of those delivered to, unless said otherwise; None of nobody."""
        whole = self.delivered if of is None else of
        return count * 100 / whole if whole else None

    @property
    def link_rows(self) -> list[tuple[str, int, float | None]]:
        """(address, people, share), the most pressed first."""
        by_people = sorted(self.links, key=lambda each: -each.people)
        return [(each.address, each.people, self.rate(each.people)) for each in by_people]

    @property
    def rows(self) -> list[tuple[str, int, float | None]]:
        """(kind, people, share) in the order in which they are shown."""
        of_sent = {"delivered", "bounced"}
        names = ("delivered", "opened", "clicked", "bounced", "complained", "unsubscribed")
        shown = [each for each in names if self.is_followed or each not in ("opened", "clicked")]
        return [
            (
                str(Kind(each).label),
                getattr(self, each),
                self.rate(getattr(self, each), of=self.sent if each in of_sent else None),
            )
            for each in shown
        ]


def figures_of(campaign) -> Figures:
    responses = Response.objects.filter(campaign=campaign).order_by()
    counted = responses.values_list("kind", "by_machine").annotate(people=Count("recipient", distinct=True))
    people = {(kind, by_machine): count for kind, by_machine, count in counted}
    engaged = responses.by_people().filter(kind__in=(Kind.OPENED, Kind.CLICKED))
    opened = engaged.aggregate(people=Count("recipient", distinct=True))["people"]
    lasting = responses.filter(kind=Kind.BOUNCED, is_lasting=True)
    gone = lasting.aggregate(people=Count("recipient", distinct=True))["people"]
    content = ContentVersion.objects.saying(campaign)
    sent = tally(campaign).get("sent", 0)
    bounced = people.get((Kind.BOUNCED, False), 0)
    return Figures(
        sent=sent,
        delivered=max(sent - bounced, 0),
        opened=opened,
        clicked=people.get((Kind.CLICKED, False), 0),
        bounced=bounced,
        bounced_for_good=gone,
        complained=people.get((Kind.COMPLAINED, False), 0),
        unsubscribed=people.get((Kind.UNSUBSCRIBED, False), 0),
        opened_by_machine=people.get((Kind.OPENED, True), 0),
        clicked_by_machine=people.get((Kind.CLICKED, True), 0),
        is_followed=bool(content and content.is_followed),
        # Variants number their links each by itself.
        links=() if campaign.variants.exists() else _links_of(content, responses),
    )


def _links_of(content, responses) -> tuple[LinkFigures, ...]:
    clicks = responses.filter(kind=Kind.CLICKED).values_list("link", "by_machine")
    counted = {
        (link, by_machine): count
        for link, by_machine, count in clicks.annotate(people=Count("recipient", distinct=True))
    }
    links = content.links if content else []
    return tuple(
        LinkFigures(address, counted.get((number, False), 0), counted.get((number, True), 0))
        for number, address in enumerate(links, 1)
    )


def strongest_of(recipients: Iterable) -> dict[int, Response]:
    """By the key of each recipient what is to be said of it at one glance; nothing of who has not responded."""
    asked = list(recipients)
    seen = Response.objects.by_people().filter(
        campaign__in={each.campaign_id for each in asked}, recipient__in={each.pk for each in asked}
    )
    found: dict[int, Response] = {}
    for each in seen:
        before = found.get(each.recipient)
        if before is None or STRONGEST.index(each.kind) < STRONGEST.index(before.kind):
            found[each.recipient] = each
    for each in found.values():
        each.badge = BADGES[Kind(each.kind)]
    return found
