"""Who is told what, in words: for pages."""

from django.utils.translation import gettext as _

from campaigns.audience import UnknownAudience
from campaigns.models.variant import LETTERS
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
    split = split_of(campaign)
    for each in variants_of(campaign):
        if each.percent:
            said = _("Letter %(letter)s, %(percent)s of the audience")
            words = {"letter": LETTERS[each.place], "percent": formats.percent(each.percent)}
            found.append((said % words, isolated(each.template.name)))
    if split.hours:
        text = _("the letter that %(measure)s goes to the rest after %(hours)s hours")
        words = {"measure": split.get_measure_display(), "hours": formats.number(split.hours)}
        found.append((_("Test"), text % words))
    percent = split.control_percent
    if percent:
        found.append((_("Control group"), formats.percent(percent)))
    return found


def name_of(variant) -> str:
    """How a variant is called in tables; None stands for what the campaign itself says."""
    if variant is None:
        return _("All others")
    return variant.segment.name if variant.segment else LETTERS[variant.place]


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
    if variants[0].percent:
        return [*rows, (_("The rest"), _("the winner"), counts.get(0, 0))]
    return [*rows, (name_of(None), campaign.template.name, counts.get(0, 0))]
