"""What segments may ask of custom fields."""

from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Definition, Kind
from accounts.custom.narrowing import LAST_CHARACTER
from accounts.models.custom import FOLD_LENGTH
from accounts.segments import rules
from lib.lists.rules import DAY, LARGEST_NUMBER, NUMBER, OWN, TEXT, Asked, Operator, Param
from lib.text import fold

PLACES = 4


@lru_cache(maxsize=4096)
def asked_of(definition: Definition) -> Asked:
    """Made once, as equal definitions are one."""
    kind = Kind(definition.kind)

    def holds(at: str, **conditions) -> Q:
        return rules.has(definition.values, to="record", at=at, **conditions)

    nothing = rules.empty(lambda v, at: ~holds(at))
    if kind == Kind.YES_NO:
        return rules.asked(
            OWN,
            Operator("yes", _("is yes"), _("yes"), lambda v, at: holds(at, is_yes=True)),
            Operator("no", _("is no"), _("no"), lambda v, at: holds(at, is_yes=False)),
            nothing,
        )
    if kind == Kind.CHOICE:
        return rules.asked(OWN, one_of(definition, holds), nothing)
    if kind == Kind.TEXT:
        return rules.asked(OWN, begins(holds), nothing)
    param = DAY if kind == Kind.DAY else NUMBER
    return rules.asked(OWN, *bounds(definition.column, param, holds), nothing)


def one_of(definition: Definition, holds) -> Operator:
    keys = {str(each.number): each for each in definition.choices}
    params = (rules.choice_param(lambda: [(key, each.label) for key, each in keys.items()]),)

    def meant(values: dict[str, Any], at: str) -> Q:
        return holds(at, choice__in=[keys[key].pk for key in values["choices"]])

    return Operator("one_of", _("is one of"), "%(choices)s", meant, params)


def begins(holds) -> Operator:
    def meant(values, at):
        beginning = fold(values["text"])[:FOLD_LENGTH]
        if not beginning:
            return Q(pk__in=[])
        return holds(at, text_fold__gte=beginning, text_fold__lt=beginning + LAST_CHARACTER)

    params = (Param("text", TEXT, _("Text")),)
    return Operator("begins", _("begins with"), _("begins with %(text)s"), meant, params)


def bounds(column: str, kind: str, holds) -> tuple[Operator, ...]:
    told: dict[str, Any] = {} if kind == DAY else {"places": PLACES, "least": -LARGEST_NUMBER}
    least, most = Param("least", kind, _("From"), **told), Param("most", kind, _("To"), **told)
    names = {"least": f"{column}__gte", "most": f"{column}__lte"}

    def within(values, at):
        return holds(at, **{names[name]: value for name, value in values.items()})

    return (
        Operator("least", _("is at least"), _("%(least)s or more"), within, (least,)),
        Operator("most", _("is at most"), _("%(most)s or less"), within, (most,)),
        Operator("between", _("is between"), _("from %(least)s to %(most)s"), within, (least, most)),
    )
