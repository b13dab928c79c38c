"""Closing the complaints of an incident along with it: each by its own steps, in the background.

An affected complaint that nobody has decided gets the decision of the incident, is told of it in its own language,
and is closed with what was done and what it came from. One whose customer was told another decision already is only
closed. What a person has decided and not yet told, and what was appealed against, is left to that person.
"""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.bulk.work import held
from accounts.models import Account
from accounts.models.record import Archived, Merged, Stale
from complaints.answering import communicate
from complaints.models import Complaint
from complaints.states import NotNow, State
from timeline.jobs import GivenUp, JobKind, start_job
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH = 10
KIND = "complaints.close_along"
LEFT_ALONE = frozenset({State.DECIDED})


class NotClosed(ValidationError):
    """The incident itself has to be closed first."""


def open_ones(incident, membership):
    """Affected by it and open, as far as this member sees them, but what is left to a person."""
    seen = Complaint.objects.open().visible_to(membership).filter(incident=incident, level=1)
    return seen.exclude(state__in=LEFT_ALONE)


@transaction.atomic
def close_along(incident, *, by, texts):
    """A job over those that are open now; `texts` is what the customers read, by language."""
    if incident.state != State.CLOSED:
        raise NotClosed(_("Close the incident itself first."))
    found = open_ones(incident, by).order_by()
    last = found.aggregate(last=Max("pk"))["last"] or 0
    return start_job(KIND, by=by, total=found.count(), incident=incident.pk, last=last, texts=texts)


def finish(complaint, incident, *, by, text) -> None:
    """The steps that are left, each as a person would take it."""
    if complaint.state in (State.NEW, State.ACKNOWLEDGED):
        complaint.assess(
            by=by,
            category=complaint.category or incident.category,
            impact=complaint.impact,
            urgency=complaint.urgency,
            severity=complaint.severity,
        )
    if complaint.state in (State.ASSESSED, State.INVESTIGATING, State.WAITING):
        complaint.decide(by=by, decision=incident.decision, text=incident.decision_text)
        communicate(complaint, by=by, text=text)
    complaint.close(by=by, resolution=incident.resolution, root_cause=incident.root_cause)


class ClosingAlong(JobKind):
    label = _("Closing the complaints of an incident")
    icon = "hierarchy-2"

    def page(self, job):
        incident = Complaint.objects.filter(pk=job.arguments["incident"]).first()
        return ("complaints:affected", {"number": incident.number}) if incident else None

    def batch(self, job, prepared):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        incident = Complaint.objects.filter(pk=job.arguments["incident"], state=State.CLOSED).first()
        if incident is None or not by.can(Permission.HANDLE_COMPLAINTS):
            raise GivenUp("not_allowed")
        found = open_ones(incident, by).filter(pk__gt=job.cursor.get("after", 0))
        rows = list(found.filter(pk__lte=job.arguments["last"]).order_by("pk")[:BATCH])
        held(Account, {each.account_id for each in rows})
        for each in rows:
            text = job.arguments["texts"].get(each.language) or next(iter(job.arguments["texts"].values()))
            # Somebody was faster, or its customer was put away: it stays as it is, the others go on.
            with suppress(NotNow, Archived, Merged, Stale), transaction.atomic():
                finish(each, incident, by=by, text=text)
                job.result["closed"] = job.result.get("closed", 0) + 1
        job.done += len(rows)
        job.total = max(job.total, job.done)
        if rows:
            job.cursor = {"after": rows[-1].pk}
        return len(rows) == BATCH


CLOSING_JOBS = {KIND: ClosingAlong()}
