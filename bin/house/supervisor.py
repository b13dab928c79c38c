"""Keeps the children running: one that dies is started again, one that keeps dying ends the run."""

import time
from collections import defaultdict, deque

from . import stop
from .places import shown
from .processes import Child, kill_group, last_line
from .services import Services
from .trouble import Trouble

WINDOW_SECONDS = 60
MOST_DEATHS = 5


class Supervisor:
    def __init__(self, services: Services, clock=time.monotonic, say=print):
        self.services = services
        self.clock = clock
        self.say = say
        self.deaths: dict[str, deque[float]] = defaultdict(deque)
        self.due: dict[str, float] = {}

    def watch(self) -> None:
        """Until somebody asks to stop (raises Stopped), or a child keeps dying (raises Trouble)."""
        while True:
            stop.pause(0.3)
            self.look()

    def look(self) -> None:
        for name, child in self.services.children.items():
            if name in self.due:
                if self.clock() >= self.due[name]:
                    del self.due[name]
                    child.start()
                    self.services.note()
            elif child.exit_code() is not None:
                self._died(child)

    def _died(self, child: Child) -> None:
        kill_group(child.process.pid)
        now, deaths = self.clock(), self.deaths[child.name]
        deaths.append(now)
        while deaths[0] < now - WINDOW_SECONDS:
            deaths.popleft()
        where = f"{last_line(child.log)} (log: {shown(child.log)})"
        if len(deaths) > MOST_DEATHS:
            raise Trouble(f"{child.name} ended {len(deaths)} times within a minute, so Sila stops: {where}")
        wait = 2 ** (len(deaths) - 1) / 2
        self.due[child.name] = now + wait
        self.say(
            f"{child.name} ended (exit {child.exit_code()}), starting again in {wait:g} s: {where}",
            flush=True,
        )
