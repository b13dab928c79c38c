"""Bulk changes and their undo as jobs: every batch asks again what its member may do and see."""

from django.utils.translation import gettext_lazy as _

from accounts.bulk.verbs import BULK_VERBS, ValueGone
from accounts.bulk.work import FilterGone, apply, finish, matching, take_back, taken_back
from accounts.handing_over import accounts_held, members_of
from accounts.models import BulkChange
from timeline.jobs import GivenUp, JobKind
from timeline.models import Job
from workspaces.models import Membership

BATCH_ROWS = 50
TOGETHER_ROWS = 200  # of a verb that changes a batch in few statements
REASONS = {
    "value_gone": _("The colleague it was to be assigned to has left."),
    "filter_gone": _("Something the list was narrowed by is no longer there."),
}


class BulkJob(JobKind):
    icon = "list-check"
    is_private = True

    def page(self, job):
        number = (
            BulkChange.objects.filter(pk=job.arguments["change"]).values_list("number", flat=True).first()
        )
        return ("accounts:bulk_one", {"number": number}) if number else None

    def title(self, job):
        change = BulkChange.objects.filter(pk=job.arguments["change"]).first()
        return f"{self.label}: {BULK_VERBS[change.verb].label}" if change else self.label

    def reason(self, job):
        return REASONS.get(job.error) or super().reason(job)

    def opened(self, job) -> tuple[BulkChange, Membership]:
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        change = BulkChange.objects.get(pk=job.arguments["change"])
        if not by.can(BULK_VERBS[change.verb].permission):
            raise GivenUp("not_allowed")
        return change, by

    def batch(self, job, prepared):
        change, by = self.opened(job)
        try:
            size = TOGETHER_ROWS if BULK_VERBS[change.verb].change_many else BATCH_ROWS
            rows = list(self.rows(job, change, by)[:size])
            self.work(change, rows, by)
        except ValueGone:
            raise GivenUp("value_gone") from None
        except FilterGone:
            raise GivenUp("filter_gone") from None
        job.done += len(rows)
        job.total = max(job.total, job.done)
        if rows:
            job.cursor = {"last": self.key(rows[-1])}
        return len(rows) == size


class BulkChanging(BulkJob):
    label = _("Bulk change")

    def rows(self, job, change, by):
        found = matching(change.list_key, by, job.arguments["query"]).order_by("pk")
        return found.filter(pk__gt=job.cursor.get("last", 0), pk__lte=job.arguments["last"])

    def key(self, row):
        return row.pk

    def work(self, change, rows, by):
        apply(change, rows, by)

    def ended(self, job):
        """Also when it was stopped: what is done stays, is told, and can be taken back."""
        change = BulkChange.objects.get(pk=job.arguments["change"])
        if change.finished_at is None:
            finish(change, job.created_by)


class HandingOver(BulkChanging):
    label = _("Handover")

    def rows(self, job, change, by):
        giver, _to = members_of(change.value)
        found = accounts_held(giver, by).order_by("pk")
        return found.filter(pk__gt=job.cursor.get("last", 0), pk__lte=job.arguments["last"])

    def work(self, change, rows, by):
        _giver, to = members_of(change.value)
        if not to.is_active:
            raise ValueGone
        super().work(change, rows, by)


class BulkUndoing(BulkJob):
    label = _("Taking a bulk change back")

    def rows(self, job, change, by):
        return change.items.filter(record_id__gt=job.cursor.get("last", 0)).order_by("record_id")

    def key(self, row):
        return row.record_id

    def work(self, change, rows, by):
        take_back(change, rows, by)

    def ended(self, job):
        change = BulkChange.objects.get(pk=job.arguments["change"])
        if job.state != Job.State.DONE:
            # What is left can be taken back again; what was taken back stays so.
            BulkChange.objects.filter(pk=change.pk).update(undone_at=None)
        taken_back(change, job.created_by)


BULK_JOBS = {
    "accounts.bulk": BulkChanging(),
    "accounts.hand_over": HandingOver(),
    "accounts.bulk_undo": BulkUndoing(),
}
