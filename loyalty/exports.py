"""Files about points: the list of members, and the statement of one of them."""

from datetime import datetime

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.exports import Exported, heading
from accounts.imports.columns import Column
from interactions.filters import SinceFilter, UntilFilter
from lib.lists.fields import Field, Listing
from lib.lists.page import Sort
from lib.registry import Registry
from loyalty.fields import member_listing
from loyalty.models import PointsEntry
from loyalty.statement import balance_after
from workspaces.roles import Permission


class Members(Exported):
    listing = member_listing

    def columns(self, membership):
        own = [Column(heading(field), field.label) for field in self.written(membership)]
        return [Column("account_number", _("Number of the account")), *own]

    def with_parts(self, queryset, membership):
        return queryset.select_related("account")

    def values(self, record, people, membership):
        own = {heading(field): field.written(record, people) for field in self.written(membership)}
        return {"account_number": record.account.number} | {name: dated(value) for name, value in own.items()}


def dated(value):
    return timezone.localdate(value) if isinstance(value, datetime) else value


class WalletFilter(filters.CharFilter):
    """The entries of one wallet, by its number; of none without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=9, **kwargs)

    def filter(self, queryset, value):
        if not (value and value.isascii() and value.isdigit()):
            return queryset.none()
        return queryset.filter(wallet__number=int(value))


class StatementFilter(filters.FilterSet):
    field_order: tuple[str, ...] = ()

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership


entry_fields = Registry("fields of a statement")
ENTRY_FIELDS = [
    Field("seq", _("Entry"), sorts=(Sort("seq", _("Oldest first"), "seq"),)),
    Field("wallet", _("Number"), filter=lambda: WalletFilter(label=_("Number"))),
    Field("since", _("From"), filter=lambda: SinceFilter("at", label=_("From"))),
    Field("until", _("Until"), filter=lambda: UntilFilter("at", label=_("Until"))),
]
for place, each in enumerate(ENTRY_FIELDS):
    entry_fields.register(each.key, each, order=10 * place)

statement_listing = Listing(
    key="statement",
    label=_("Statement of points"),
    fields=entry_fields,
    base_filter=StatementFilter,
    url_name="loyalty:members",
    record_url_name="loyalty:member",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="seq",
    queryset=lambda membership: PointsEntry.objects.visible_to(membership),
)

COLUMNS = [
    ("seq", _("Entry")),
    ("on", _("Day")),
    ("kind", _("What it was")),
    ("reason", _("Reason")),
    ("came", pgettext_lazy("points", "In")),
    ("went", pgettext_lazy("points", "Out")),
    ("balance", pgettext_lazy("points", "Balance")),
    ("owed", pgettext_lazy("points", "Owed")),
    ("by", _("By")),
]


class StatementFile(Exported):
    """Oldest first, each entry with what it left."""

    listing = statement_listing

    def columns(self, membership):
        return [Column(key, label) for key, label in COLUMNS]

    def with_parts(self, queryset, membership):
        return queryset.select_related("wallet", "by__user")

    def values(self, record, people, membership):
        """What the entry left is added up once, and then goes on from entry to entry."""
        kept = vars(people)
        held, last = kept.get("held_after", (0, None))
        held = held + record.points if last == record.seq - 1 else balance_after(record.wallet, record.seq)
        kept["held_after"] = (held, record.seq)
        return {
            "seq": record.seq,
            "on": timezone.localdate(record.at),
            "kind": record.get_kind_display(),
            "reason": record.reason,
            "came": max(record.points, 0) or "",
            "went": max(-record.points, 0) or "",
            "balance": held,
            "owed": record.debt_points or "",
            "by": people.called(record.by),
        }
