"""Cohorts, and the customers behind a cell."""

from django.urls import path

from reports.views import cohorts

urlpatterns = [
    path("reports/cohorts/", cohorts.cohorts_page, name="cohorts"),
    path("reports/cohorts/customers/", cohorts.cohort_customers, name="cohort_customers"),
]
