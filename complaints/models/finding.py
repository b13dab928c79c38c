"""Finding: a pattern in complaints, or a problem that nobody voiced; proposed to people, who take it up or not."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel

LONGEST_REASON = 300


class FindingQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What is about one customer, where one sees the customer; what is about many, wherever one is."""
        if membership.sees_everything:
            return self
        return self.filter(Q(account=None) | Q(account__in=Account.objects.visible_to(membership)))

    def proposed(self):
        return self.filter(state=Finding.State.PROPOSED)

    def patterns(self):
        return self.exclude(kind=Finding.Kind.UNVOICED)

    def unvoiced(self):
        return self.filter(kind=Finding.Kind.UNVOICED, account__archived_at=None)


class Finding(NumberedModel):
    class Kind(models.TextChoices):
        REPEAT = "repeat", _("Repeated by one customer")
        SPIKE = "spike", _("More than usual")
        ALIKE = "alike", _("Alike texts")
        PARETO = "pareto", _("One of the few main causes")
        UNVOICED = "unvoiced", _("Nobody has voiced it")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        TAKEN = "taken", _("Taken up")
        DISMISSED = "dismissed", _("Dismissed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    account = WorkspaceForeignKey(
        Account, on_delete=models.CASCADE, null=True, related_name="findings", verbose_name=_("account")
    )
    category = WorkspaceForeignKey(
        "complaints.ComplaintCategory",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="findings",
        verbose_name=_("category"),
    )
    root_cause = WorkspaceForeignKey(
        "complaints.RootCause",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="findings",
        verbose_name=_("root cause"),
    )
    # From which day on it looks: the first day of the week of a spike, which is another one each week.
    since = models.DateField(_("since"), null=True)
    # How much there is of it: complaints, of a main cause its percent, of what nobody voiced its signs.
    measure = models.PositiveIntegerField(_("measure"))
    # What it was concluded from, such as the usual count and the bound of a spike.
    figures = models.JSONField(_("figures"), default=dict)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    # The last search that still found it.
    seen_at = models.DateTimeField(_("still found at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_measure = models.PositiveIntegerField(_("measure when it was decided"), null=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    # The check-in that what nobody voiced became.
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )

    objects = WorkspaceManager.from_queryset(FindingQuerySet)()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            # The same pattern is one row for ever. Alike texts are known by the complaints they share.
            models.UniqueConstraint(
                fields=["workspace", "kind", "account", "category", "root_cause", "since"],
                condition=~Q(kind="alike"),
                nulls_distinct=False,
                name="complaints_finding_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="repeat", account__isnull=False, category__isnull=False)
                | Q(kind="spike", category__isnull=False, since__isnull=False)
                | Q(kind="alike", category__isnull=False)
                | Q(kind="pareto", root_cause__isnull=False)
                | Q(kind="unvoiced", account__isnull=False),
                name="complaints_finding_about_something",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False, decided_measure__isnull=False),
                name="complaints_finding_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "kind", "-measure"], name="complaints_finding_state"),
            models.Index(fields=["workspace", "kind", "category"], name="complaints_finding_category"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def about(self) -> str:
        """What it is about, in the reader's language."""
        if self.kind == self.Kind.UNVOICED:
            return self.account.name
        if self.kind == self.Kind.REPEAT:
            return f"{self.account.name} · {self.category.label}"
        return self.root_cause.label if self.kind == self.Kind.PARETO else self.category.label

    @property
    def is_proposed(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def is_unvoiced(self) -> bool:
        return self.kind == self.Kind.UNVOICED


class FindingEvidence(WorkspaceModel):
    """One record that a finding rests on: a complaint, a purchase or an answer to a survey."""

    finding = WorkspaceForeignKey(
        Finding, on_delete=models.CASCADE, related_name="evidence", is_indexed=False
    )
    complaint = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, null=True, related_name="findings"
    )
    purchase = WorkspaceForeignKey(
        "sales.Purchase", on_delete=models.CASCADE, null=True, related_name="findings"
    )
    answer = WorkspaceForeignKey(
        "surveys.SurveyAnswer", on_delete=models.CASCADE, null=True, related_name="findings"
    )
    # It was there when somebody decided: only what came later asks anew.
    was_weighed = models.BooleanField(_("was weighed"), default=False)

    class Meta:
        verbose_name = _("evidence of a finding")
        verbose_name_plural = _("evidence of findings")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "finding", "complaint", "purchase", "answer"],
                nulls_distinct=False,
                name="complaints_findingevidence_once",
            ),
            models.CheckConstraint(
                condition=Q(complaint__isnull=False, purchase=None, answer=None)
                | Q(complaint=None, purchase__isnull=False, answer=None)
                | Q(complaint=None, purchase=None, answer__isnull=False),
                name="complaints_findingevidence_one_record",
            ),
        ]

    def __str__(self):
        return str(self.complaint or self.purchase or self.answer)


class Likeness(WorkspaceModel):
    """Of a complaint the one before it, of the same category, whose text is most like its own; or none."""

    complaint = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="likeness", is_indexed=False
    )
    # The one it was compared in: in another one it is compared anew.
    category = WorkspaceForeignKey(
        "complaints.ComplaintCategory", on_delete=models.CASCADE, is_indexed=False, related_name="+"
    )
    like = WorkspaceForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, null=True, related_name="likened"
    )
    percent = models.PositiveSmallIntegerField(_("likeness in percent"), default=0)

    class Meta:
        verbose_name = _("likeness of a complaint")
        verbose_name_plural = _("likenesses of complaints")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "complaint"], name="complaints_likeness_once")
        ]

    def __str__(self):
        return f"{self.complaint} ~ {self.like}"
