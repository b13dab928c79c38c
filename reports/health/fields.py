"""Account health in the list of accounts, in files and in segments."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import NO_HEALTH
from accounts.segments import rules
from lib import formats
from lib.lists.fields import LABELLED, Field
from lib.lists.page import Sort
from lib.lists.rows import badge
from lib.lists.rules import NUMBER, PROGRESS, Operator, Param
from reports.health import scoring, words


def score_of(account) -> int | None:
    return None if account.health == NO_HEALTH else account.health


def cell(account, rows):
    total = score_of(account)
    return "" if total is None else badge(formats.number(total), words.BADGES[words.band_of(total)])


class BandFilter(filters.ChoiceFilter):
    """By how it stands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=list(words.BANDS.items()), **kwargs)

    def filter(self, queryset, value):
        if value == words.UNKNOWN:
            return queryset.filter(health=NO_HEALTH)
        return queryset.filter(health__range=words.RANGES[value]) if value in words.RANGES else queryset


def within(values, at):
    limits = (values.get("least") or 0, scoring.WHOLE if values.get("most") is None else values["most"])
    return Q(**{f"{at}health__range": limits})


def in_bands(values, at):
    found = Q()
    for band in values["choices"]:
        found |= Q(**{f"{at}health__range": words.RANGES[band]})
    return found


LEAST = Param("least", NUMBER, _("From"), most=scoring.WHOLE)
MOST = Param("most", NUMBER, _("To"), most=scoring.WHOLE)
KNOWN_BANDS = [(band, words.BANDS[band]) for band in words.RANGES]
HEALTH = rules.asked(
    PROGRESS,
    Operator("one_of", _("is one of"), "%(choices)s", in_bands, (rules.choice_param(KNOWN_BANDS),)),
    Operator("least", _("is at least"), _("%(least)s or more"), within, (LEAST,)),
    Operator("most", _("is at most"), _("%(most)s or less"), within, (MOST,)),
    Operator("between", _("is between"), _("from %(least)s to %(most)s"), within, (LEAST, MOST)),
    rules.empty(lambda values, at: Q(**{f"{at}health": NO_HEALTH}), words.BANDS[words.UNKNOWN]),
)
FIELDS = [
    Field(
        "health",
        _("Account health"),
        cell=cell,
        css="text-nowrap",
        on_a_phone=LABELLED,
        sorts=(Sort("health", _("Lowest health first"), "health"),),
        filter=lambda: BandFilter(label=_("Account health")),
        written=lambda account, people: score_of(account),
        rule=HEALTH,
    )
]
