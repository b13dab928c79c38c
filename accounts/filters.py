"""What lists of customers can be narrowed by; which filters a list has is told by its fields."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.known import COLLEAGUES, INDUSTRIES, INTERESTS, REGIONS, TAGS, known_rows
from accounts.models import AccountStatus

ME = "me"


class ListFilter(filters.FilterSet):
    """What every list of records has: one search box, and the archived ones apart."""

    q = filters.CharFilter(method="matching", label=_("Search"), max_length=200)
    archived = filters.ChoiceFilter(
        choices=[("1", _("Archived"))], method="with_archived", label=_("Archive"), empty_label=_("In use")
    )
    field_order: tuple[str, ...] = ()
    # The statements of accounts.known whose rows it offers.
    known_sql: tuple[str, ...]

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership
        # The search box first, the archive last.
        self.filters = {name: self.filters[name] for name in ("q", *self.field_order, "archived")}

    @cached_property
    def form(self):
        """The fields of the filters as they are, of which nobody else has a copy; made in one step, for every list."""
        form = forms.Form(self.data)
        form.fields = {name: each.field for name, each in self.filters.items()}
        return form

    def matching(self, queryset, name, value):
        return queryset.matching(value)

    def with_archived(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.archived() if self.form.cleaned_data.get("archived") else queryset.kept()

    @cached_property
    def known(self) -> dict[str, dict[str, tuple[int, str]]]:
        """What the workspace made itself to narrow a list by, in one query: kind, name in addresses, id, label."""
        found: dict[str, dict[str, tuple[int, str]]] = {}
        for kind, _order, key, pk, label in known_rows(self.known_sql):
            found.setdefault(kind, {})[key] = (pk, label)
        return found


class AccountListFilter(ListFilter):
    known_sql = (COLLEAGUES, INDUSTRIES, REGIONS, TAGS)


class ContactListFilter(ListFilter):
    known_sql = (INTERESTS,)


class StatusSinceFilter(filters.ChoiceFilter):
    """In the status of now for longer than so many days."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("30", _("More than a month")),
            ("90", _("More than three months")),
            ("180", _("More than half a year")),
            ("365", _("More than a year")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value not in dict(self.extra["choices"]):
            return queryset
        since = timezone.now() - timedelta(days=int(value))
        now = AccountStatus.objects.filter(account=OuterRef("pk"), until_at=None, from_at__lt=since)
        return queryset.filter(Exists(now))


class KnownFilter(filters.ChoiceFilter):
    """One of the things in `known` of its filter set: the key stands in the address, the id in the condition."""

    def __init__(self, field_name=None, *, kind, **kwargs):
        super().__init__(field_name, **kwargs)
        self.kind = kind

    @property
    def field(self):
        self.extra["choices"] = self.offered  # asked for when they are shown, or when one is chosen
        return super().field

    def offered(self) -> list[tuple[str, str]]:
        return [(key, label) for key, (_pk, label) in self.parent.known.get(self.kind, {}).items()]

    def filter(self, queryset, value):
        if value in ("", None):
            return queryset
        if value == self.null_value:
            return queryset.filter(**{f"{self.field_name}__isnull": True})
        return queryset.filter(**self.condition(self.meant(value)))

    def condition(self, pk) -> dict:
        return {self.field_name: pk}

    def meant(self, value) -> int:
        return self.parent.known[self.kind][value][0]


class TreeFilter(KnownFilter):
    """An industry or a region, with everything that lies under it."""

    def __init__(self, *args, tree, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree

    def condition(self, pk):
        return {f"{self.field_name}__in": self.tree.objects.at_or_below(pk)}


class OwnerFilter(KnownFilter):
    """A colleague by number; “me” is whoever reads, so that a view can be shared."""

    def offered(self):
        return [(ME, _("Me")), *super().offered()]

    def meant(self, value):
        return self.parent.membership.pk if value == ME else super().meant(value)
