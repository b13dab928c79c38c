"""What lists of products and purchases, and lists of accounts by what they bought, can be narrowed by."""

from datetime import timedelta

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.filters import ListFilter
from accounts.known import COLLEAGUES
from accounts.models.account import NO_PURCHASE
from interactions.filters import AboutAccountsFilter, DayFilter
from lib.formfields import MoneyField

NEVER_KEY = "never"


class PurchaseFilter(AboutAccountsFilter):
    archived = filters.ChoiceFilter(
        choices=[("1", _("Archived"))],
        method="with_archived",
        label=_("Archived purchases"),
        empty_label=_("Not archived"),
    )


class ProductFilter(ListFilter):
    known_sql = (COLLEAGUES,)
    archived = filters.ChoiceFilter(
        choices=[("1", _("Archived"))],
        method="with_archived",
        label=_("Archived products"),
        empty_label=_("Not archived"),
    )


class FromDay(DayFilter):
    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__gte": value}) if value else queryset


class ToDay(DayFilter):
    def filter(self, queryset, value):
        return queryset.filter(**{f"{self.field_name}__lte": value}) if value else queryset


class AtLeast(filters.Filter):
    """An amount of the workspace's currency or more."""

    field_class = MoneyField

    def filter(self, queryset, value):
        return queryset if value is None else queryset.filter(**{f"{self.field_name}__gte": value})


class LastPurchaseFilter(filters.ChoiceFilter):
    """Within so many days, longer ago than so many days, or never."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("within-30", _("In the last 30 days")),
            ("within-90", _("In the last 90 days")),
            ("90", _("More than 90 days ago")),
            ("180", _("More than 180 days ago")),
            ("365", _("More than a year ago")),
            (NEVER_KEY, _("Never")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if value == NEVER_KEY:
            return queryset.filter(last_purchase_on=NO_PURCHASE)
        day = timezone.localdate() - timedelta(days=int(value.removeprefix("within-")))
        if value.startswith("within-"):
            return queryset.filter(last_purchase_on__gte=day)
        return queryset.filter(last_purchase_on__lt=day, last_purchase_on__gt=NO_PURCHASE)
