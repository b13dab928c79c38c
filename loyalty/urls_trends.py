"""How points came and went, and what the rules did."""

from django.urls import path

from loyalty.views import trends

urlpatterns = [
    path("loyalty/trends/", trends.trends_page, name="trends"),
    path("loyalty/trends/export/", trends.trends_export, name="trends_export"),
]
