"""Celery's beat, for which a clock that was set back is no reason to wait until it is where it was before."""

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """As Celery has it, whatever ran «later than now» would not run again until then: for an hour, nothing at all."""

    def tick(self, *args, **kwargs):
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now]
        if ahead:
            for entry in ahead:
                entry.last_run_at = now
            self._heap = None  # in the order of the former clock
        return super().tick(*args, **kwargs)
