"""Django admin of reports."""

from reports import (  # noqa: F401 - their pages are registered with it
    admin_actions,
    admin_costs,
    admin_foresight,
    admin_health,
    admin_rollups,
    admin_subscriptions,
    admin_suggestions,
    admin_written,
)
