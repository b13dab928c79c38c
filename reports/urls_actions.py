"""Pages of proposed actions."""

from django.urls import path

from reports.views import actions

urlpatterns: list = [
    path("reports/actions/", actions.actions, name="actions"),
    path(
        "reports/proposed-actions/<int:number>/acceptance/",
        actions.action_acceptance,
        name="action_acceptance",
    ),
    path(
        "reports/proposed-actions/<int:number>/dismissal/", actions.action_dismissal, name="action_dismissal"
    ),
]
