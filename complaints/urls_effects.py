"""Pages of what complaints do elsewhere."""

from django.urls import path

from complaints.views import effects

urlpatterns: list = [
    path("settings/complaints/effects/", effects.effects, name="effects"),
]
