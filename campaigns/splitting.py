"""Which part of a campaign somebody is in: decided once, as the recipients are written down, and kept in their rows.

By lot: each contact has one for each campaign, made of both keys, so that asking again gives the same. The lowest lots
are the control group, which is told nothing. Before the rows are written the highest lot of each part is looked up
among those who would be written to, so a part has exactly its share, to the nearest person, and who is in it is known
of each contact alone. By segment: the first variant whose segment somebody is in.
"""

from collections.abc import Iterator
from typing import Final

from django.db import connection, models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast

from accounts.models import Contact
from accounts.segments.reading import contacts_of
from accounts.segments.tree import Unsound
from campaigns.audience import UnknownAudience
from campaigns.models import ContentVersion, Split, Variant

CONTROL: Final = -1

# Of so many people the highest lot of each share, counted from the lowest lot on.
CUTS = """
with drawn as (select chosen.lot, row_number() over (order by chosen.lot) as place from ({chosen}) chosen),
shares as (select ((select count(*) from drawn) * share + 50) / 100 as place, rank
from unnest(%s::int[]) with ordinality asked(share, rank))
select coalesce(drawn.lot, -1) from shares left join drawn using (place) order by shares.rank
"""
COUNTED = "select part, count(*) from ({chosen}) chosen group by part"


class Lot(Func):
    """Of a contact in a campaign: a number of 60 bits, the same whenever it is asked."""

    template = "('x' || left(md5(%(expressions)s), 15))::bit(60)::bigint"
    arg_joiner = " || '.' || "
    output_field = models.BigIntegerField()

    def __init__(self, campaign_pk: int, contact: str = "pk"):
        text = models.TextField()
        super().__init__(Cast(Value(campaign_pk), text), Cast(F(contact), text))


def split_of(campaign) -> Split:
    return Split.objects.filter(campaign=campaign).first() or Split(campaign=campaign)


def shares_of(campaign) -> list[tuple[int, int]]:
    """(part, per cent) of those that are drawn by lot, in the order of their lots."""
    control = split_of(campaign).control_percent
    letters = Variant.objects.filter(campaign=campaign, percent__isnull=False).order_by("place")
    return [*([(CONTROL, control)] if control else []), *letters.values_list("place", "percent")]


def has_control(campaign) -> bool:
    return Split.objects.filter(campaign=campaign, control_percent__gt=0).exists()


def kept_aside(campaign, *, of: int) -> int:
    """How many of these are in the control group."""
    return share(of, split_of(campaign).control_percent)


def share(count: int, percent: int) -> int:
    """To the nearest person, as CUTS does it."""
    return (count * percent + 50) // 100


def parted(campaign, chosen: models.QuerySet[Contact]) -> models.QuerySet[Contact]:
    """With the part that each is in, as `part`: CONTROL, the place of a variant, or 0. The set is asked once before,
    where anything of it is drawn by lot.
    """
    shares = shares_of(campaign)
    cuts = cuts_of(chosen.annotate(lot=Lot(campaign.pk)).values("lot"), shares)
    drawn = [When(lot__lte=cut, then=Value(part)) for (part, _percent), cut in zip(shares, cuts, strict=True)]
    meant = [When(Q(pk__in=among), then=Value(place)) for place, among in in_segments(campaign)]
    whole = chosen.alias(lot=Lot(campaign.pk)) if drawn else chosen
    field = models.SmallIntegerField()
    if not drawn and not meant:
        return whole.annotate(part=Value(0, field))
    return whole.annotate(part=Case(*drawn, *meant, default=Value(0), output_field=field))


def cuts_of(lots: models.QuerySet, shares) -> list[int]:
    """Of each part its highest lot; -1 where nobody is in it."""
    if not shares:
        return []
    together, sums = 0, []
    for _part, percent in shares:
        together += percent
        sums.append(together)
    sql, params = lots.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(CUTS.format(chosen=sql), [*params, sums])
        return [cut for (cut,) in cursor.fetchall()]


def in_segments(campaign) -> Iterator[tuple[int, models.QuerySet]]:
    """(place, contacts) of the variants of a campaign; UnknownAudience when a segment cannot be read any more."""
    rows = Variant.objects.filter(campaign=campaign, segment__isnull=False).select_related("segment")
    for variant in rows.order_by("place"):
        try:
            yield variant.place, contacts_of(variant.segment).values("pk")
        except Unsound as refusal:
            raise UnknownAudience(str(refusal)) from None


def counted_by_part(campaign, chosen: models.QuerySet[Contact]) -> dict[int, int]:
    """How many of them are in each part now; nothing is kept."""
    sql, params = parted(campaign, chosen).values("part").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(chosen=sql), params)
        return dict(cursor.fetchall())


def varied(campaign) -> Iterator[tuple[int, ContentVersion]]:
    """(place, what it says) of each variant, as it was scheduled last; the winner of a test also goes to the rest."""
    winner = split_of(campaign).winner
    for place in Variant.objects.filter(campaign=campaign).order_by("place").values_list("place", flat=True):
        content = ContentVersion.objects.saying(campaign, place)
        if content is not None:
            yield place, content
            if place == winner:
                yield 0, content
