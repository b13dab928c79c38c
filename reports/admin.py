"""Django admin of reports."""

from reports import admin_health, admin_rollups  # noqa: F401 - their pages are registered with it
