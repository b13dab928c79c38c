"""Job: work too long for a request. The row is the queue, the progress and what is left after a fall."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager

# A hint under way to a worker is given this long before another one is sent.
HINT_GRACE = timedelta(seconds=20)


def lease():
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


class JobQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=Job.OPEN)

    def stalled(self):
        """Nobody works on it and no hint is under way: its worker died, or the broker lost the hint."""
        return self.open().filter(lease_until__lte=Now(), hinted_at__lte=Now() - HINT_GRACE)

    def claim(self, pk):
        """The job for this worker alone, until its lease ends; None when somebody else has it or it is over.

        The epoch is the fence: a worker that lost its lease cannot commit under the old one.
        """
        free = self.open().filter(pk=pk, lease_until__lte=Now())
        taken = free.update(
            state=Job.State.RUNNING,
            epoch=F("epoch") + 1,
            attempts=F("attempts") + 1,
            lease_until=Now() + lease(),
            started_at=Coalesce("started_at", Now()),
        )
        return self.get(pk=pk) if taken else None


class LeaseLost(Exception):
    """Another worker has taken the job over; what this one did since its last commit does not count."""


class Job(NumberedModel):
    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Stopped")

    OPEN = (State.QUEUED, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    result = models.JSONField(_("result"), default=dict)
    error = models.CharField(_("error"), max_length=500, blank=True)
    # How often the batch at the cursor was begun and not committed.
    attempts = models.PositiveSmallIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(db_default=Now())
    hinted_at = models.DateTimeField(db_default=Now())
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    # Who of the platform began it in that member's place.
    staff = models.CharField(_("platform staff"), max_length=120, blank=True, db_default="", editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    objects = WorkspaceManager.from_queryset(JobQuerySet)()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "created_at", "id"], name="timeline_job_created"),
            models.Index(
                fields=["workspace", "lease_until"],
                condition=Q(state__in=("queued", "running")),
                name="timeline_job_open",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.number}"

    @property
    def is_over(self):
        return self.state not in self.OPEN

    @property
    def is_stopping(self):
        return self.cancel_requested_at is not None and not self.is_over

    def keep(self, *, has_lease_ended=False):
        """Write the cursor of a batch, in its transaction; raises LeaseLost when the job is no longer ours.

        The row is locked only here, so that asking to cancel never waits for a batch.
        """
        if self.is_over:
            until = {"lease_until": Now(), "finished_at": Now()}
        elif has_lease_ended:
            until = {"lease_until": Now(), "hinted_at": Now()}
        else:
            until = {"lease_until": Now() + lease()}
        self.attempts = 0
        names = ("state", "cursor", "done", "total", "result", "error", "attempts")
        mine = Job.objects.filter(pk=self.pk, epoch=self.epoch, state=Job.State.RUNNING)
        if not mine.update(**{name: getattr(self, name) for name in names}, **until):
            raise LeaseLost

    def keep_failure(self, error):
        """A batch failed and was rolled back: count the next try of it, under the same lease."""
        mine = Job.objects.filter(pk=self.pk, epoch=self.epoch, state=Job.State.RUNNING)
        attempts = max(self.attempts, 1) + 1
        if not mine.update(attempts=attempts, error=error[:500], lease_until=Now() + lease()):
            raise LeaseLost
