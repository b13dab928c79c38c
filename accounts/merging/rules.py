"""What becomes of rows that cannot simply be moved to the survivor: each app registers its own in AppConfig.ready().

    rules.register("interactions.contactschedule", one_each())
    rules.register("accounts.accounttag", one_each("tag"))

A rule stands under the label of its table, or under table.field where a table points at customers twice. It is
called with (moving, model, field) while both customers are locked. tests/guards/test_merging.py names the tables
that still need one.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from lib.registry import Registry

rules = Registry("what a merge does with tables of their own kind")
# Of (record): what is worked out from its rows is worked out anew, after a merge and after its undo.
afterwards = Registry("what is worked out after a merge")


def rule_of(model, field) -> Callable | None:
    label = model._meta.label_lower
    return rules.get(f"{label}.{field.name}") or rules.get(label)


def stays(moving, model, field) -> None:
    """Rows that tell of the absorbed one itself: they stay with it, where nobody sees them."""


def one_each(
    *match: str, goes: bool = False, when: Q | None = None, sets: Callable[[], dict[str, Any]] | None = None
) -> Callable:
    """One row for each `match` (none: one for a customer), of those for which `when` holds: the survivor's.

    That of the absorbed one stays with it, where nobody sees it, with `sets` written into it; with `goes` it is
    taken out, for ties to something that shows all it is tied to. The undo brings either back.
    """
    when = Q() if when is None else when

    def apply(moving, model, field):
        mine = model.objects.filter(**{field.name: moving.absorbed})
        of_survivor = model.objects.filter(when, **{field.name: moving.survivor})
        taken = set(of_survivor.values_list(*match)) if match else {()} if of_survivor.exists() else set()
        rows = mine.filter(when).values_list("pk", *match)
        clashing = [pk for pk, *key in rows if tuple(key) in taken]
        if goes:
            moving.set_aside(model.objects.filter(pk__in=clashing))
        elif sets is not None:
            for row in model.objects.filter(pk__in=clashing).order_by("pk"):
                moving.change(row, **sets())
        moving.leave(model, 0 if goes else len(clashing))
        moving.move(model, field, mine.exclude(pk__in=clashing))

    return apply
