"""Who is told what, in words: for pages."""

from django.utils.translation import gettext as _

from campaigns.audience import UnknownAudience
from campaigns.splitting import counted_by_part, split_of
from campaigns.varying import variants_of
from lib import formats
from lib.formats import isolated


def split_in_words(campaign) -> list[tuple[str, str]]:
    """Label and value of each variant and of the control group."""
    found = [
        (
            _("For the segment %(segment)s") % {"segment": isolated(each.segment.name)},
            isolated(each.template.name),
        )
        for each in variants_of(campaign)
        if each.segment
    ]
    percent = split_of(campaign).control_percent
    if percent:
        found.append((_("Control group"), formats.percent(percent)))
    return found


def name_of(variant) -> str:
    """How a variant is called in tables; None stands for what the campaign itself says."""
    if variant is None:
        return _("All others")
    return variant.segment.name if variant.segment else str(variant.place)


def parts_in_words(campaign, chosen) -> list[tuple[str, str, int]]:
    """(who, template, how many) of each part, as it would be now; nothing where all are told the same."""
    variants = variants_of(campaign)
    if not variants:
        return []
    try:
        counts = counted_by_part(campaign, chosen)
    except UnknownAudience:
        return []
    rows = [(name_of(each), each.template.name, counts.get(each.place, 0)) for each in variants]
    return [*rows, (name_of(None), campaign.template.name, counts.get(0, 0))]
