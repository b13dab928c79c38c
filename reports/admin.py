"""Django admin of reports."""

from reports import admin_rollups  # noqa: F401 - its pages are registered with it
