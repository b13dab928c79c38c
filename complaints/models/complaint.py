"""Complaint: what a customer says went wrong, on its way to a decision that the customer was told."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import searchable
from complaints.models.category import ComplaintCategory, RootCause
from complaints.models.event import ComplaintEvent
from complaints.querysets import ComplaintQuerySet
from complaints.states import STEPS, State, after
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from timeline.services import record

HIGHEST_LEVEL = 3
STATES = {
    State.NEW: _("New"),
    State.ACKNOWLEDGED: _("Acknowledged"),
    State.ASSESSED: _("Assessed"),
    State.INVESTIGATING: _("Being looked into"),
    State.WAITING: _("Waiting for the customer"),
    State.DECIDED: _("Decided"),
    State.COMMUNICATED: _("Decision told"),
    State.CLOSED: _("Closed"),
    State.WITHDRAWN: _("Withdrawn"),
    State.REJECTED: _("No complaint"),
    State.MERGED: _("Part of another one"),
}


class Severity(models.IntegerChoices):
    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")
    CRITICAL = 4, _("Critical")


@tracked(exclude=("token_hash",))
class Complaint(Kept):
    class Channel(models.TextChoices):
        FORM = "form", _("Public form")
        PORTAL = "portal", _("Customer portal")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone call")
        VISIT = "visit", _("Visit")
        SOCIAL = "social", _("Social media")
        OTHER = "other", _("Other")

    class Remedy(models.TextChoices):
        REFUND = "refund", _("Money back")
        REPLACEMENT = "replacement", _("Replacement")
        REPAIR = "repair", _("Repair or redelivery")
        APOLOGY = "apology", _("Apology")
        EXPLANATION = "explanation", _("Explanation")
        OTHER = "other", _("Something else")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        REFUSED = "refused", _("Refused")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="complaints",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("contact"),
    )
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("what happened"), max_length=20_000)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.OTHER)
    language = models.CharField(_("language"), max_length=2, default="ar")
    remedy = models.CharField(_("remedy sought"), max_length=12, choices=Remedy, blank=True)
    remedy_text = models.CharField(_("remedy in the customer's words"), max_length=500, blank=True)
    category = WorkspaceForeignKey(
        ComplaintCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("category"),
        is_indexed=False,
    )
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, default=Severity.MEDIUM)
    state = models.CharField(
        _("state"), max_length=14, choices=list(STATES.items()), default=State.NEW, editable=False
    )
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now, editable=False)
    # Whom an appeal reached: the first decides, each further one looks at it anew.
    level = models.PositiveSmallIntegerField(_("level"), default=1, editable=False)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who handles it"),
        is_indexed=False,
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True, editable=False)
    decision_text = models.TextField(
        _("reasons of the decision"), max_length=5_000, blank=True, editable=False
    )
    resolution = models.TextField(_("what was done"), max_length=5_000, blank=True, editable=False)
    root_cause = WorkspaceForeignKey(
        RootCause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("root cause"),
        is_indexed=False,
        editable=False,
    )
    # One thing that went wrong for many: they are handled along with it.
    incident = WorkspaceForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="affected"
    )
    merged_into = WorkspaceForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="absorbed"
    )
    purchase = WorkspaceForeignKey(
        "sales.Purchase",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("purchase"),
    )
    interaction = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="complaints",
        verbose_name=_("interaction"),
    )
    # Of the link by which the customer follows it.
    token_hash = models.CharField(max_length=64, editable=False)
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    search = searchable("subject", "text")

    objects = WorkspaceManager.from_queryset(ComplaintQuerySet)()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="complaints_complaint_token"),
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=4), name="complaints_complaint_severity"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=HIGHEST_LEVEL), name="complaints_complaint_level"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="complaints_complaint_merged_into_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(resolution="")),
                name="complaints_complaint_closed_with_a_resolution",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "filed_at", "id"], name="complaints_filed"),
            models.Index(fields=["workspace", "account", "state"], name="complaints_account"),
            models.Index(fields=["workspace", "owner", "state"], name="complaints_owner"),
            models.Index(fields=["workspace", "category", "filed_at"], name="complaints_category"),
            models.Index(fields=["workspace", "root_cause", "filed_at"], name="complaints_cause"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="complaints_search",
            ),
        ]

    @property
    def name(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state not in {State.CLOSED, State.WITHDRAWN, State.REJECTED, State.MERGED}

    def take(self, step, *, by, **told):
        """Go one step on the way; its row is locked by the verb that calls this, which saves it.

        NotNow when it does not lead on from here.
        """
        former, self.state = self.state, after(step, State(self.state))
        if self.state != former:
            self.state_since = timezone.now()
        self.closed_at = timezone.now() if self.state == State.CLOSED else None
        for what in STEPS[step].clocks or ("",):
            ComplaintEvent.objects.create(
                complaint=self, kind=step, what=what, by=by, detail={"from": former, "to": self.state, **told}
            )
        self.tell(f"complaint.{step}", by=by, **told)

    def tell(self, verb, *, by, **detail):
        record(verb, self, by=by, context=self.account, **detail)
        if self.contact is not None:
            record(verb, self, by=by, context=self.contact, is_part=True, **detail)

    @transaction.atomic
    def investigate(self, *, by):
        self._step("investigate", by=by)

    def _step(self, step, *, by, fields=None, **told):
        self.wait_to_change()
        for name, value in (fields or {}).items():
            setattr(self, name, value)
        self.take(step, by=by, **told)
        self.save_version()
