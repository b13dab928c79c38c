"""IncidentNotice: what all customers who are affected by an incident are told; and to whom it went."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from interactions.models.kept import Kept
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

LONGEST_NOTICE = 5_000


class IncidentNoticeQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(incident__in=Complaint.objects.visible_to(membership))


class IncidentNotice(Kept):
    """A trigger holds that one which went out is rewritten by nobody, and never a draft again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Stopped")

    incident = WorkspaceForeignKey(
        Complaint, on_delete=models.CASCADE, related_name="notices", verbose_name=_("incident")
    )
    subject_ar = models.CharField(_("subject in Arabic"), max_length=120, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=120, blank=True)
    text_ar = models.TextField(_("text in Arabic"), max_length=LONGEST_NOTICE, blank=True)
    text_en = models.TextField(_("text in English"), max_length=LONGEST_NOTICE, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    written_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    approved_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    job = WorkspaceForeignKey(
        "timeline.Job", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = WorkspaceManager.from_queryset(IncidentNoticeQuerySet)()

    class Meta:
        verbose_name = _("notice of an incident")
        verbose_name_plural = _("notices of incidents")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject_ar="", text_ar="") | ~Q(subject_en="", text_en=""),
                name="complaints_incidentnotice_says_something",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_by__isnull=False),
                name="complaints_incidentnotice_approved",
            ),
        ]

    @property
    def name(self) -> str:
        return self.subject_ar or self.subject_en

    @property
    def account(self):
        return self.incident.account

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def may_be_sent(self) -> bool:
        return self.state in (self.State.APPROVED, self.State.STOPPED)

    def words(self, language: str) -> tuple[str, str]:
        """Subject and text in this language, or in the one that there is."""
        arabic, english = (self.subject_ar, self.text_ar), (self.subject_en, self.text_en)
        first, second = (arabic, english) if language.startswith("ar") else (english, arabic)
        return first if all(first) else second


class NoticeRecipient(WorkspaceModel):
    """One complaint's customer, and what became of the notice to them; written once, as it is queued.

    Append-only for the app: the owner's function lets it go with a customer who is deleted for good.
    """

    class Outcome(models.TextChoices):
        QUEUED = "queued", _("written to")
        SAME = "same", _("the same address was written to already")
        NO_ADDRESS = "no_address", _("no e-mail address is known")
        SUPPRESSED = "suppressed", _("nothing is sent to the address")
        ARCHIVED = "archived", _("the customer or the contact is archived")

    notice = WorkspaceForeignKey(
        IncidentNotice,
        on_delete=models.DO_NOTHING,
        related_name="recipients",
        is_indexed=False,
        verbose_name=_("notice"),
    )
    complaint = WorkspaceForeignKey(
        Complaint, on_delete=models.DO_NOTHING, related_name="notices_heard", verbose_name=_("complaint")
    )
    address = models.CharField(_("address"), max_length=254, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    message = WorkspaceForeignKey(
        "complaints.ComplaintMessage",
        on_delete=models.DO_NOTHING,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("message"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("recipient of a notice")
        verbose_name_plural = _("recipients of notices")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "notice", "complaint"], name="complaints_noticerecipient_once"
            ),
            # Two complaints of one customer are one letter, whoever sends at the same moment.
            models.UniqueConstraint(
                fields=["workspace", "notice", "address"],
                condition=Q(outcome="queued"),
                name="complaints_noticerecipient_one_letter",
            ),
            AppendOnly(name="complaints_noticerecipient_append_only"),
        ]

    def __str__(self):
        return self.address or str(self.complaint)
