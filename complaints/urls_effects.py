"""Pages of what complaints do elsewhere."""

from django.urls import path

from complaints.views import effects, satisfaction

urlpatterns: list = [
    path("complaints/satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("settings/complaints/effects/", effects.effects, name="effects"),
]
