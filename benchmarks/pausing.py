"""The memory of a worker over a campaign, and the time from a pause to its last message: bin/benchmark pausing."""

import argparse
import threading
import time

from django.db import connection, transaction

from benchmarks.copying import MemoryWatch
from benchmarks.crowds import crowd, planned
from benchmarks.gathering import KEPT, removed, state_of
from benchmarks.pages import machine, require_migrated
from benchmarks.sending import sink
from campaigns import draining, starting
from campaigns.line import Line
from campaigns.models import Campaign
from campaigns.scheduling import pause
from campaigns.states import State
from lib.tenancy.state import workspace
from workspaces.models import Workspace

SMALL = 10_000


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bin/benchmark pausing", description=__doc__)
    parser.add_argument(
        "--beside", action="store_true", help="memory beside a crowd that was kept by gathering"
    )
    options = parser.parse_args(argv)
    require_migrated()
    with sink():
        with crowd(SMALL) as opened, workspace(opened.pk):
            campaign = whole(f"{SMALL:,} recipients", most=1_000)
            waits = [paused(campaign) for _time in range(5)]
            print(
                "from the pause to the last message, ms: ", ", ".join(f"{each * 1000:.0f}" for each in waits)
            )
        if options.beside:
            kept = Workspace.objects.get(slug=KEPT)
            with workspace(kept.pk):
                removed(whole("the crowd that was kept", most=2_000))
    print(machine())


def whole(name: str, *, most: int) -> Campaign:
    with MemoryWatch() as memory:
        campaign = gathered()
        sent = 0
        while sent < most and (taken := draining.drain()):
            sent += taken
    print(f"{name}: {memory.grown_mb:.1f} MB more at the peak, {sent:,} sent")
    return campaign


def gathered() -> Campaign:
    campaign = planned()
    while state_of(campaign) in (State.SCHEDULED, State.SNAPSHOTTING):
        starting.start_next()
    return campaign


def paused(campaign) -> float:
    """Somebody pauses it while a worker sends; how long after that was committed the last message was taken."""
    last = 0.0
    usual = Line.send

    def watched(self, *args):
        nonlocal last
        usual(self, *args)
        last = time.monotonic()

    Line.send = watched  # type: ignore[method-assign]
    worker = threading.Thread(target=sent_by_another, args=[campaign.workspace_id])
    worker.start()
    time.sleep(1)
    with transaction.atomic():
        pause(Campaign.objects.get(pk=campaign.pk), by=None)
    at = time.monotonic()
    worker.join()
    if not last:
        raise RuntimeError("nothing was sent")
    Line.send = usual  # type: ignore[method-assign]
    with transaction.atomic():
        Campaign.objects.get(pk=campaign.pk).move("resume", by=campaign.created_by)
    return max(last - at, 0.0)


def sent_by_another(workspace_id: int) -> None:
    try:
        with workspace(workspace_id):
            draining.drain()
    finally:
        connection.close()
