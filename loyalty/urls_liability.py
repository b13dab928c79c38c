from django.urls import path

from loyalty.views import liability

urlpatterns = [
    path("loyalty/liability/", liability.liability_page, name="liability"),
    path("loyalty/liability/check/", liability.check, name="ledger_check"),
    path("loyalty/liability/<int:year>/", liability.revenue, name="revenue"),
]
