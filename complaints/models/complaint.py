"""Complaint: what a customer says went wrong, on its way to a decision that the customer was told."""

from datetime import UTC, datetime

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import searchable
from complaints.following import follow
from complaints.models.category import ComplaintCategory, RootCause
from complaints.models.event import ComplaintEvent
from complaints.querysets import ComplaintQuerySet
from complaints.states import OPEN, STEPS, NotNow, State, after, possible
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record
from workspaces.roles import Permission

HIGHEST_LEVEL = 3
# Lists are ordered by when something is due: what never is comes last.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
STATES = {
    State.NEW: pgettext_lazy("complaint", "New"),
    State.ACKNOWLEDGED: pgettext_lazy("complaint", "Acknowledged"),
    State.ASSESSED: pgettext_lazy("complaint", "Assessed"),
    State.INVESTIGATING: pgettext_lazy("complaint", "Being looked into"),
    State.WAITING: pgettext_lazy("complaint", "Waiting for the customer"),
    State.DECIDED: pgettext_lazy("complaint", "Decided"),
    State.COMMUNICATED: pgettext_lazy("complaint", "Decision told"),
    State.CLOSED: pgettext_lazy("complaint", "Closed"),
    State.WITHDRAWN: pgettext_lazy("complaint", "Withdrawn"),
    State.REJECTED: pgettext_lazy("complaint", "No complaint"),
    State.MERGED: pgettext_lazy("complaint", "Part of another one"),
}


class Severity(models.IntegerChoices):
    LOW = 1, pgettext_lazy("severity", "Low")
    MEDIUM = 2, pgettext_lazy("severity", "Medium")
    HIGH = 3, pgettext_lazy("severity", "High")
    CRITICAL = 4, pgettext_lazy("severity", "Critical")


class Weight(models.IntegerChoices):
    LOW = 1, pgettext_lazy("weight", "Low")
    MEDIUM = 2, pgettext_lazy("weight", "Medium")
    HIGH = 3, pgettext_lazy("weight", "High")


class NoHigherLevel(ValidationError):
    def __init__(self):
        super().__init__(_now("The highest level has decided. There is nobody above it to look at it anew."))


@tracked(exclude=("due_at",))
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
        REFUSED = "refused", pgettext_lazy("complaint", "Refused")

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
    # What it does to the customer, and how soon it has to be helped.
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Weight, default=Weight.MEDIUM)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Weight, default=Weight.MEDIUM)
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
    # The same said twice goes along with it.
    merged_into = WorkspaceForeignKey(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="absorbed"
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
    mention = WorkspaceForeignKey(
        "social.SocialMention", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reopened_count = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    filed_at = models.DateTimeField(_("filed at"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    # The first moment at which one of its clocks is due, kept by complaints.clocks; NEVER while it waits or is over.
    due_at = models.DateTimeField(_("due at"), default=NEVER, db_default=NEVER, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    search = searchable("subject", "text")

    # What says nothing of whether somebody has changed it.
    kept_by_others = ("due_at",)

    objects = WorkspaceManager.from_queryset(ComplaintQuerySet)()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=4), name="complaints_complaint_severity"
            ),
            models.CheckConstraint(
                condition=Q(impact__gte=1, impact__lte=3, urgency__gte=1, urgency__lte=3),
                name="complaints_complaint_impact_and_urgency",
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
            models.Index(fields=["workspace", "due_at", "id"], name="complaints_due"),
            models.Index(fields=["workspace", "severity", "id"], name="complaints_severity"),
            # The queue begins with what is open, which is little of what there was.
            models.Index(
                fields=["workspace", "filed_at", "id"],
                condition=Q(state__in=[each.value for each in sorted(OPEN)]),
                name="complaints_open",
            ),
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
    def reference(self) -> str:
        """As customers quote it."""
        return f"C-{self.filed_at:%Y}-{self.number:06d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def steps(self) -> list[str]:
        return possible(State(self.state))

    @property
    def may_be_appealed(self) -> bool:
        """Only what was refused, whole or in part, while somebody stands above those who decided."""
        is_refused = self.decision in (self.Decision.REFUSED, self.Decision.PARTLY)
        return is_refused and self.level < HIGHEST_LEVEL and "appeal" in self.steps

    def may_be_changed_by(self, membership) -> bool:
        return membership.can(Permission.HANDLE_COMPLAINTS)

    def tell(self, verb, *, by, is_elsewhere=True, **detail):
        """On its own page, and unless something else tells it there on those of the account and the contact."""
        record(verb, self, by=by, context=self.account if is_elsewhere else None, **detail)
        if self.contact is not None and is_elsewhere:
            record(verb, self, by=by, context=self.contact, is_part=True, **detail)

    def note_events(self, step, *whats, by, at=None, **detail):
        """Write what a step means to the clocks, and let those who follow complaints know; its row is locked."""
        events = [
            ComplaintEvent.objects.create(
                complaint=self, at=at or timezone.now(), step=step, what=what, by=by, detail=detail
            )
            for what in whats or ("",)
        ]
        follow(self, events)

    def take(self, step, *, by, is_elsewhere=True, **told):
        """Go one step on the way, and save it; for verbs, which have locked its row. NotNow if it leads nowhere."""
        former, self.state = self.state, after(step, State(self.state))
        now = timezone.now()
        if self.state != former:
            self.state_since = now
        self.closed_at = now if self.state == State.CLOSED else None
        self.save_version()
        self.note_events(step, *STEPS[step].clocks, by=by, former=former, state=self.state, **told)
        self.tell(f"complaint.{step}", by=by, is_elsewhere=is_elsewhere, **told)

    @transaction.atomic
    def _step(self, step, *, by, fields=None, **told):
        self.wait_to_change()
        for name, value in (fields or {}).items():
            setattr(self, name, value)
        self.take(step, by=by, **told)

    def acknowledge(self, *, by):
        """The customer was told that it has arrived."""
        self._step("acknowledge", by=by)

    def assess(self, *, by, category, impact, urgency, severity):
        """The first look: what it is about and how severe. Said anew while it is looked into: reassess()."""
        fields = {"category": category, "impact": impact, "urgency": urgency, "severity": severity}
        self._step("assess", by=by, fields=fields)

    @transaction.atomic
    def reassess(self, *, by, category, impact, urgency, severity):
        """Another category or severity, at any time while it is open; no state changes by it."""
        self.wait_to_change()
        if not self.is_open:
            raise NotNow("reassess", State(self.state))
        fields = {"category": category, "impact": impact, "urgency": urgency, "severity": severity}
        changed = [name for name, value in fields.items() if getattr(self, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(self, name, fields[name])
        self.save_version()
        self.note_events("reassess", by=by, fields=changed)
        self.tell("complaint.reassess", by=by, fields=changed)

    def investigate(self, *, by):
        """Somebody looks into it; from a decision that was not told yet, back to looking into it."""
        self._step("investigate", by=by)

    def wait(self, *, by):
        """Something is asked of the customer; its clocks stand still until they answer."""
        self._step("wait", by=by)

    def go_on(self, *, by):
        self._step("go_on", by=by)

    def decide(self, *, by, decision, text):
        """What is decided, and why. Not told to the customer yet: communicate()."""
        self._step("decide", by=by, fields={"decision": decision, "decision_text": text}, decision=decision)

    def close(self, *, by, resolution, root_cause):
        """Over, with what was done and what it came from. The opposite is reopen()."""
        self._step("close", by=by, fields={"resolution": resolution, "root_cause": root_cause})

    @transaction.atomic
    def reopen(self, *, by, reason=""):
        """Looked into again: another resolution is promised, and the first stays in what is counted."""
        self.wait_to_change()
        self.reopened_count += 1
        self.take("reopen", by=by, reason=reason)

    @transaction.atomic
    def appeal(self, *, by=None, reason=""):
        """The customer does not accept a refusal: the next level looks at it anew. NotNow where nothing was refused."""
        self.wait_to_change()
        after("appeal", State(self.state))
        if self.level >= HIGHEST_LEVEL:
            raise NoHigherLevel
        if not self.may_be_appealed:
            raise NotNow("appeal", State(self.state))
        self.level += 1
        self.take("appeal", by=by, reason=reason, level=self.level)

    def withdraw(self, *, by=None, reason="", **told):
        """The customer takes it back. The opposite is reopen()."""
        self._step("withdraw", by=by, reason=reason, **told)

    def reject(self, *, by, reason=""):
        """It is no complaint, such as spam. The opposite is restore()."""
        self._step("reject", by=by, reason=reason)

    def restore(self, *, by):
        self._step("restore", by=by)

    @transaction.atomic
    def assign_to(self, member, *, by, reason=""):
        """Who handles it from now on; None for nobody. The opposite is the same verb with the former one."""
        self.wait_to_change()
        if self.owner_id == (member.pk if member else None):
            return
        self.owner = member
        self.save_version()
        self.note_events("assign", by=by, owner=member.pk if member else None, reason=reason)
        self.tell("complaint.assign", by=by, owner=member.user.name if member else "", reason=reason)
        if member is not None:
            notify("complaint.assigned", [member], subject=self, by=by)
