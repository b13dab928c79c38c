"""A follow-up to fifty beside another workspace's long campaign, sent by a running bin/run: bin/benchmark beside."""

import argparse
import time

from django.db import transaction

from benchmarks.crowds import crowd, planned
from benchmarks.gathering import state_of
from benchmarks.pages import machine, require_migrated
from campaigns.scheduling import cancel
from campaigns.states import State
from lib.tenancy.state import workspace
from workspaces.models import Membership

FEW, LONGEST_SECONDS = 50, 300


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark beside", description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000, help="of the long one")
    options = parser.parse_args(argv)
    require_migrated()
    with crowd(FEW, "benchmark-few") as few, crowd(options.recipients, "benchmark-many") as many:
        alone = [sent_in(few) for _time in range(3)]
        with workspace(many.pk):
            long = planned("Long")
            wait_for(long, State.RUNNING)
        beside = [sent_in(few) for _time in range(3)]
        with workspace(many.pk):
            is_sent = state_of(long) == State.DONE
            if not is_sent:
                with transaction.atomic():
                    cancel(long, by=Membership.objects.order_by("number").first())
    print(f"alone {told(alone)}; beside {options.recipients:,} of another workspace {told(beside)}")
    print("The long one was over before." if is_sent else "The long one was still being sent.")
    print(machine())


def sent_in(opened) -> float:
    """Seconds from scheduling it to its end."""
    with workspace(opened.pk):
        began = time.perf_counter()
        wait_for(planned("Few"), State.DONE)
        return time.perf_counter() - began


def wait_for(campaign, state: str) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while state_of(campaign) != state:
        if time.monotonic() > until:
            raise RuntimeError(f"{state_of(campaign)} after {LONGEST_SECONDS} s")
        time.sleep(0.1)


def told(seconds: list[float]) -> str:
    return ", ".join(f"{each:.1f}" for each in seconds) + " s"
