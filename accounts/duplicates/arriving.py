"""Customers are compared as they come: in the background, a moment after they were saved."""

from lib.tenancy.state import require_workspace_id
from lib.tenancy.tasks import publish

# What two customers are compared by; whoever changes anything else is not looked at again.
COMPARED = {
    "accounts.account": ("name_ar", "name_en", "other_names", "phone_e164", "email", "website", "city", "kind"),
    "accounts.contact": (
        "name_ar", "name_en", "phone_1_e164", "phone_2_e164", "phone_3_e164", "email_1", "email_2", "birth_on",
    ),
}  # fmt: skip


def follow_account(account, before, *, by) -> None:
    look_soon(account, before)


def look_soon(found, before=None) -> None:
    """Once this is committed, if it is new or something has changed by which customers are compared."""
    from accounts.tasks import look_for_duplicates

    names = COMPARED[found._meta.label_lower]
    if before is None or any(getattr(found, name) != getattr(before, name) for name in names):
        publish(look_for_duplicates, require_workspace_id(), found._meta.model_name, found.pk)


def follow_arrivals(*, by) -> None:
    """Many came at once: a sweep looks at them."""
    from accounts.duplicates.sweeping import sweep

    sweep(by=None)
