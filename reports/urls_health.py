"""Pages of account health."""

from django.urls import path

from reports.views import health

urlpatterns: list = [
    path("reports/health/", health.health, name="health"),
    path("reports/health/reading/", health.health_reading, name="health_reading"),
    path("accounts/<int:number>/health/", health.account_health, name="account_health"),
    path("settings/health/", health.health_weights, name="health_weights"),
]
