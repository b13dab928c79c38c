"""Setting the tiers of the programme up. Archiving and restoring stand with LoyaltyTier itself."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from loyalty.models import LoyaltyTier
from timeline.services import record
from workspaces.models import Workspace

MOST = 12
# What a form says of a tier, and what one says of all of them.
WRITTEN = (
    "name_ar", "name_en", "threshold_points", "percent", "privileges_ar", "privileges_en", "colour",
)  # fmt: skip
TERMS = ("tier_months", "tier_review", "tier_warning_days", "tier_grace_days")


class SameThreshold(ValidationError):
    def __init__(self):
        super().__init__(_("Another tier is reached with just as many points."))


@transaction.atomic
def add_tier(*, by, fields: dict[str, Any], form_token=None) -> LoyaltyTier:
    """Raises SameThreshold, and ValidationError where there are enough."""
    hold(by)
    if LoyaltyTier.objects.in_use().count() >= MOST:
        raise ValidationError(_("This list is long enough. Archive an entry before you add another one."))
    made = LoyaltyTier(**fields, form_token=form_token)
    check_threshold(made)
    made.save()
    record("loyaltytier.created", made, by=by)
    return made


@transaction.atomic
def change_tier(tier: LoyaltyTier, *, by, read_version, changed: Sequence[str]) -> LoyaltyTier:
    """Raises Stale, and SameThreshold. Who stands in it stays until the next review."""
    if changed:
        hold(by)
        check_threshold(tier)
        tier.save_version(read_version=read_version)
        record("loyaltytier.changed", tier, by=by, fields=sorted(changed))
    return tier


@transaction.atomic
def restore_tier(tier: LoyaltyTier, *, by) -> None:
    """Raises SameThreshold."""
    hold(by)
    tier.refresh_from_db()
    tier.archived_at, before = None, tier.archived_at
    check_threshold(tier)
    tier.archived_at = before
    tier.restore(by=by)


def hold(by) -> None:
    """One editor at a time."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))


def check_threshold(tier: LoyaltyTier) -> None:
    same = LoyaltyTier.objects.in_use().filter(threshold_points=tier.threshold_points).exclude(pk=tier.pk)
    if not tier.is_archived and same.exists():
        raise SameThreshold
