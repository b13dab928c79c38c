"""Notices to all customers affected by an incident: written, approved by another head, sent one by one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.record import Archived
from complaints.letters import address_for, send_about
from complaints.models import Complaint, ComplaintMessage
from complaints.models.notice import IncidentNotice, NoticeRecipient
from lib import formats
from lib.formats import isolated
from messaging.models import is_suppressed
from messaging.models.suppression import folded_address
from timeline.jobs import GivenUp, JobKind, start_job
from timeline.models import Job
from timeline.services import record
from workspaces.models import Membership
from workspaces.roles import ROLES, Permission

JOB = "complaints.notify"
BATCH = 10
State = IncidentNotice.State
Outcome = NoticeRecipient.Outcome


class NotThisNotice(ValidationError):
    """It stands elsewhere on its way, or somebody else has to do this; str() says it, for people."""


def affected_by(incident):
    """The complaints whose customers are told: the incident's own and those that hang on it."""
    found = Complaint.objects.standing()
    return (found.filter(pk=incident.pk) | found.filter(incident=incident)).order_by("pk")


@transaction.atomic
def draft_notice(*, incident, by, fields, form_token=None) -> IncidentNotice:
    """Write one down. Refused while the customer of the incident is archived."""
    incident.wait_to_change()
    made = IncidentNotice.objects.create(**fields, incident=incident, written_by=by, form_token=form_token)
    record("incidentnotice.drafted", made, by=by, context=incident)
    return made


@transaction.atomic
def change_notice(notice, *, by, read_version, fields) -> IncidentNotice:
    """Another text; what was approved is approved anew. Raises NotThisNotice once it has gone out, and Stale."""
    notice.wait_to_change()
    if notice.state not in (State.DRAFT, State.APPROVED):
        raise NotThisNotice(_("This notice has gone out: write another one."))
    changed = sorted(name for name, value in fields.items() if getattr(notice, name) != value)
    if changed:
        for name in changed:
            setattr(notice, name, fields[name])
        notice.state, notice.approved_by, notice.written_by = State.DRAFT, None, by
        notice.save_version(read_version=read_version)
        record("incidentnotice.changed", notice, by=by, context=notice.incident, fields=changed)
    return notice


def may_approve(notice, member) -> bool:
    """Who leads complaints and did not write it; alone, who wrote it."""
    if not member.can(Permission.MANAGE_COMPLAINTS):
        return False
    if notice.written_by_id != member.pk:
        return True
    roles = [role for role, may in ROLES.items() if Permission.MANAGE_COMPLAINTS in may]
    return not Membership.objects.active().filter(role__in=roles).exclude(pk=member.pk).exists()


@transaction.atomic
def approve(notice, *, by) -> None:
    """Raises NotThisNotice for who wrote it, unless nobody else could, and for what is no draft."""
    notice.wait_to_change()
    if not notice.is_draft:
        raise NotThisNotice(_("This notice is no draft any more."))
    if not may_approve(notice, by):
        raise NotThisNotice(_("Somebody else who leads complaints approves what you have written."))
    notice.state, notice.approved_by = State.APPROVED, by
    notice.save_version()
    record("incidentnotice.approved", notice, by=by, context=notice.incident)


@transaction.atomic
def send(notice, *, by) -> Job:
    """Queue it for all affected, once however often it is pressed; what was stopped goes on. Raises NotThisNotice."""
    notice.wait_to_change()
    if notice.state == State.SENDING:
        return notice.job
    if not notice.may_be_sent:
        raise NotThisNotice(_("Only what is approved is sent."))
    total = affected_by(notice.incident).count()
    notice.job = start_job(JOB, by=by, total=total, notice=notice.pk, number=notice.number)
    notice.state = State.SENDING
    notice.save_version()
    record("incidentnotice.sending", notice, by=by, context=notice.incident)
    return notice.job


class Notifying(JobKind):
    label = gettext_lazy("Notice to affected customers")
    result_label = gettext_lazy("Show the notice")
    icon = "speakerphone"

    def page(self, job):
        return "complaints:notice", {"number": job.arguments["number"]}

    def title(self, job):
        notice = IncidentNotice.objects.filter(pk=job.arguments["notice"]).first()
        return f"{self.label}: {isolated(notice.name)}" if notice else str(self.label)

    def batch(self, job, prepared):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.MANAGE_COMPLAINTS):
            raise GivenUp("not_allowed")
        notice = IncidentNotice.objects.select_related("incident__account").get(pk=job.arguments["notice"])
        waiting = affected_by(notice.incident).filter(pk__gt=job.cursor.get("last", 0))
        found = list(waiting.with_people()[:BATCH])
        for complaint in found:
            tell(notice, complaint, by=by)
            job.cursor = {"last": complaint.pk}
        job.done += len(found)
        job.total = max(job.total, job.done)
        return len(found) == BATCH

    def ended(self, job):
        notice = IncidentNotice.objects.get(pk=job.arguments["notice"])
        is_done = job.state == Job.State.DONE
        IncidentNotice.objects.filter(pk=notice.pk).update(state=State.SENT if is_done else State.STOPPED)
        queued = notice.recipients.filter(outcome=Outcome.QUEUED).count()
        job.result = {"queued": queued}
        verb = "incidentnotice.sent" if is_done else "incidentnotice.stopped"
        record(verb, notice, by=job.created_by, context=notice.incident, count=queued)


@transaction.atomic
def tell(notice, complaint, *, by) -> NoticeRecipient | None:
    """Write to the customer of one complaint, unless this notice was told there before.

    It stands among what was said about the complaint, where the customer answers it; no clock takes it for an answer
    to what they wrote.
    """
    try:
        complaint.wait_to_change()
    except Archived:
        return keep(notice, complaint, "", Outcome.ARCHIVED)
    if NoticeRecipient.objects.filter(notice=notice, complaint=complaint).exists():
        return None
    address = folded_address(address_for(complaint))
    if not address:
        outcome = Outcome.NO_ADDRESS
    elif is_suppressed(address):
        outcome = Outcome.SUPPRESSED
    elif NoticeRecipient.objects.filter(notice=notice, address=address, outcome=Outcome.QUEUED).exists():
        outcome = Outcome.SAME
    else:
        outcome = Outcome.QUEUED
    message = None
    if outcome == Outcome.QUEUED:
        subject, text = notice.words(complaint.language)
        message = ComplaintMessage.objects.create(complaint=complaint, text=text, by=by)
        entry = send_about(complaint, subject=subject, text=text, by=by)
        if entry is not None:
            message.interaction = entry.interaction
            message.save(update_fields=["interaction"])
    return keep(notice, complaint, address, outcome, message)


def keep(notice, complaint, address, outcome, message=None) -> NoticeRecipient:
    row = {"address": address, "outcome": outcome, "message": message}
    kept, _is_new = NoticeRecipient.objects.get_or_create(notice=notice, complaint=complaint, defaults=row)
    return kept


def counted(notice) -> str:
    """«14 written to, 2 …», in words."""
    counts: dict[str, int] = {}
    for outcome in notice.recipients.values_list("outcome", flat=True):
        counts[outcome] = counts.get(outcome, 0) + 1
    return formats.listed(
        f"{label}: {formats.number(counts[value])}" for value, label in Outcome.choices if value in counts
    )
