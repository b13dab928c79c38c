"""What the list of members can be narrowed by."""

from datetime import timedelta

import django_filters as filters
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.filters import AboutAccountsFilter
from loyalty.forms_tiers import NO_TIER, tier_choices
from loyalty.models import Lot, TierStanding

USABLE, PENDING, HELD, OWING, NONE = "usable", "pending", "held", "owing", "none"


class MemberFilter(AboutAccountsFilter):
    """Nobody is put away here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["archived"]


class HasFilter(filters.ChoiceFilter):
    """By what stands in the wallet."""

    def __init__(self, *args, **kwargs):
        choices = [
            (USABLE, _("Points that can be used")),
            (PENDING, _("Points that are waited for")),
            (HELD, _("Points kept for rewards")),
            (OWING, _("Points owed")),
            (NONE, _("No points")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        at, lots = timezone.now(), Lot.objects.filter(wallet=OuterRef("pk"))
        if value == USABLE:
            return queryset.filter(Exists(lots.usable(at=at).filter(remaining_points__gt=F("held_points"))))
        if value == PENDING:
            return queryset.filter(Exists(lots.pending(at=at)))
        plain = {HELD: {"held_points__gt": 0}, OWING: {"debt_points__gt": 0}, NONE: {"balance_points": 0}}
        return queryset.filter(**plain[value]) if value in plain else queryset


class ExpiringFilter(filters.ChoiceFilter):
    """Something that could be used today is over within so many days."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("7", _("Within a week")),
            ("30", _("Within a month")),
            ("90", _("Within three months")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value not in dict(self.extra["choices"]):
            return queryset
        at = timezone.now()
        lots = Lot.objects.filter(wallet=OuterRef("pk")).usable(at=at)
        soon = lots.filter(
            expires_at__lte=at + timedelta(days=int(value)), remaining_points__gt=F("held_points")
        )
        return queryset.filter(Exists(soon))


class TierFilter(filters.ChoiceFilter):
    """By the loyalty tier in which a member stands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=tier_choices, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        standings = TierStanding.objects.filter(wallet=OuterRef("pk"))
        if value == NO_TIER:
            return queryset.exclude(Exists(standings.filter(tier__isnull=False)))
        return queryset.filter(Exists(standings.filter(tier__number=int(value))))


class FallingFilter(filters.ChoiceFilter):
    """Who was warned, and loses a tier unless more points come."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=[("1", _("About to lose a tier"))], **kwargs)

    def filter(self, queryset, value):
        if value != "1":
            return queryset
        return queryset.filter(
            Exists(TierStanding.objects.filter(wallet=OuterRef("pk"), falls_on__isnull=False))
        )
