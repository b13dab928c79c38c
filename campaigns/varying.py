"""What a campaign tells to whom, besides its own template: written with it, copied with it, checked with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from campaigns.channels.ready import not_set_up
from campaigns.models import Split, Template, Variant
from campaigns.problems import Problem, problems_of
from campaigns.splitting import split_of
from lib.formats import isolated


@dataclass(frozen=True)
class Part:
    """Keys of a template and of the segment that is told it."""

    template: int
    segment: int | None = None
    percent: int | None = None


@dataclass(frozen=True)
class Plan:
    """The variants in their order, and how the audience is parted by lot."""

    parts: tuple[Part, ...] = ()
    lots: dict[str, Any] = field(default_factory=dict)


OF_LOTS: dict[str, Any] = {"control_percent": 0, "hours": None, "measure": ""}


def plan_of(campaign) -> Plan:
    parts = tuple(
        Part(each.template_id, each.segment_id, each.percent) for each in campaign.variants.order_by("place")
    )
    split = split_of(campaign)
    return Plan(parts, {name: getattr(split, name) for name in OF_LOTS})


def vary(campaign, plan: Plan) -> bool:
    """So it is from now on, for a draft that is locked or new; whether that is something else than before."""
    plan = replace(plan, lots={**OF_LOTS, **plan.lots})
    if plan == plan_of(campaign):
        return False
    campaign.variants.all().delete()
    Variant.objects.bulk_create(
        Variant(
            campaign=campaign,
            place=place,
            template_id=part.template,
            segment_id=part.segment,
            percent=part.percent,
        )
        for place, part in enumerate(plan.parts, 1)
    )
    Split.objects.filter(campaign=campaign).delete()
    if plan.lots != OF_LOTS:
        Split.objects.create(campaign=campaign, **plan.lots)
    return True


def variants_of(campaign) -> list[Variant]:
    return list(campaign.variants.select_related("template", "segment").order_by("place"))


def templates_of(campaign) -> list[tuple[int, Template]]:
    """(place, template) of each part; the campaign's own first."""
    return [(0, campaign.template), *((each.place, each.template) for each in variants_of(campaign))]


def problems_in(campaign) -> list[Problem]:
    """What keeps it from being sent: of its own template as always, of others with their names."""
    own, *others = templates_of(campaign)
    found = problems_of(own[1], own[1].in_order())
    found += [_of_other_channel(each) for _place, each in others if each.channel != own[1].channel]
    return (
        found
        + not_set_up(own[1].channel)
        + [each for _place, template in others for each in _named(template)]
    )


def _of_other_channel(template) -> Problem:
    text = _("Template %(template)s is of another channel.")
    return Problem(text % {"template": isolated(template.name)})


def _named(template) -> Iterator[Problem]:
    for each in problems_of(template, template.in_order()):
        said = {"template": isolated(template.name), "problem": each.text}
        yield Problem(_("Template %(template)s: %(problem)s") % said)


def template_for(recipient) -> str:
    """The name of what somebody was told, of a campaign that tells several things."""
    named = {place: template.name for place, template in templates_of(recipient.campaign)}
    return named.get(recipient.variant, "") if len(named) > 1 and recipient.seq is not None else ""
