"""Pages of costs."""

from django.urls import path

from reports.views import costs

urlpatterns: list = [
    path("reports/costs/", costs.costs, name="costs"),
    path("accounts/<int:number>/costs/", costs.account_costs, name="account_costs"),
    path("settings/costs/", costs.cost_rates, name="cost_rates"),
]
