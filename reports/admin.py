"""Django admin of reports."""

from reports import admin_foresight, admin_health, admin_rollups  # noqa: F401 - their pages are registered with it
