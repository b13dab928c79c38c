"""Pages of what complaints do elsewhere."""

from tests.journeys.places import Place


def at_effects():
    yield Place("/w/noor/settings/complaints/effects/", who="huda")
    yield Place("/w/noor/complaints/satisfaction/")


WALKS = [at_effects]
