"""Putting the rows of a list into a segment of chosen people, and taking them out: of accounts, their contacts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bulk.verbs import BulkVerb, ValueGone
from accounts.models import Account, Position, Segment
from accounts.segments.verbs import put_in, take_out
from workspaces.roles import Permission


class SegmentField(forms.ModelChoiceField):
    """A segment of chosen people in use."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Segment.across_workspaces.none(), to_field_name="number", **kwargs)

    def offering(self):
        found = Segment.objects.in_use().filter(kind=Segment.Kind.STATIC)
        self.queryset = found.order_by("name_fold", "pk")
        return self


def segment(text):
    return (
        Segment.objects.in_use().filter(kind=Segment.Kind.STATIC, number=int(text)).first() if text else None
    )


def name_of(text):
    return str(Segment.objects.filter(number=int(text)).first() or "") if text else ""


def of_each(records) -> dict[int, list[int]]:
    """The contacts that each row means."""
    if not records or not isinstance(records[0], Account):
        return {record.pk: [record.pk] for record in records}
    found: dict[int, list[int]] = {record.pk: [] for record in records}
    rows = Position.objects.filter(account__in=list(found)).order_by("pk")
    for account, contact in rows.values_list("account", "contact"):
        found[account].append(contact)
    return found


def changed(meant: dict[int, list[int]], keys: list[int]) -> dict[int, str]:
    """Which row brought whom; a contact of two accounts counts with the first one."""
    left, found = set(keys), {}
    for record, contacts in meant.items():
        mine = [each for each in contacts if each in left]
        left.difference_update(mine)
        if mine:
            found[record] = ",".join(map(str, mine))
    return found


def doing(verb):
    def many(records, into, by):
        if into is None:
            raise ValueGone
        meant = of_each(records)
        return changed(meant, verb(into, [key for keys in meant.values() for key in keys], by=by))

    return many


def undoing(verb):
    def many(records, befores, into, by):
        if into is None:
            return set()
        kept = {record: {int(key) for key in before.split(",")} for record, before in befores.items()}
        gone = set(verb(into, set().union(*kept.values()), by=by))
        return {record for record, keys in kept.items() if keys & gone}

    return many


def of_lists(key, label, icon, verb, opposite):
    return BulkVerb(
        key, label, icon, ("accounts", "contacts"), change_many=doing(verb), undo_many=undoing(opposite),
        field=lambda: SegmentField(required=False, label=_("Segment")).offering(),
        kept=lambda found: str(found.number), meant=segment, told=name_of, permission=Permission.MANAGE_CAMPAIGNS,
    )  # fmt: skip


PUT_IN = of_lists("segment", _("Put into a segment"), "filter", put_in, take_out)
TAKE_OUT = of_lists("unsegment", _("Take out of a segment"), "filter", take_out, put_in)
