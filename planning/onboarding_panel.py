"""Onboardings that run, on the page of their customer."""

from django.utils import timezone

from planning.models import Onboarding


def read_onboardings(account, membership) -> dict | None:
    running = Onboarding.objects.filter(account=account).running().with_progress(timezone.localdate())
    return {"onboardings": list(running)}
