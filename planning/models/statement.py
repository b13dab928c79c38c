"""ScopeStatement: what was agreed with a customer in writing, edition by edition, acknowledged by the customer."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib import formats
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from updates.models.update import LANGUAGES

LONGEST_PART, LONGEST_NAME, LONGEST_COMMENT = 4000, 120, 2000
# What is agreed, in the order in which it is read.
PARTS = ("does", "does_not", "service_levels", "communication")


class StatementQuerySet(AboutAnAccount):
    def drafts(self):
        return self.filter(state="draft")

    def asked(self):
        return self.filter(state="asked")

    def acknowledged(self):
        return self.filter(state="acknowledged")


@tracked()
class ScopeStatement(Kept):
    """What the customer was asked to acknowledge is never changed: another text is another edition."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "asked", _("Waits for the customer")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged by the customer")
        REPLACED = "replaced", _("Replaced by a later one")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="statements",
        editable=False,
        is_indexed=False,
        verbose_name=_("account"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    does = models.TextField(_("what we do"), max_length=LONGEST_PART)
    does_not = models.TextField(_("what we do not do"), max_length=LONGEST_PART, blank=True)
    service_levels = models.TextField(_("what can be relied on"), max_length=LONGEST_PART, blank=True)
    communication = models.TextField(_("how we talk to each other"), max_length=LONGEST_PART, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    # Whom the link is meant for; it opens for whoever has it.
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("contact"),
    )
    # What the customer owes until they acknowledge it: by that, whoever looks after them is reminded.
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("follow-up"),
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, editable=False)
    expires_at = models.DateTimeField(_("the link works until"), null=True, editable=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, editable=False)
    acknowledged_by = models.CharField(
        _("acknowledged by"), max_length=LONGEST_NAME, blank=True, editable=False
    )
    asked_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("written by"),
    )

    objects = WorkspaceManager.from_queryset(StatementQuerySet)()

    class Meta:
        verbose_name = _("expectations in writing")
        verbose_name_plural = _("expectations in writing")
        ordering = ["-edition", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "edition"], name="planning_statement_edition"
            ),
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=Q(state="draft"),
                name="planning_statement_one_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="")),
                name="planning_statement_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="planning_statement_validity",
            ),
        ]

    @property
    def name(self) -> str:
        return gettext("Expectations, edition %(edition)s") % {"edition": formats.digits(self.edition)}

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_acknowledged(self) -> bool:
        return self.state == self.State.ACKNOWLEDGED

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def has_ended(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Heading and text of what is agreed, in the language it is written in."""
        with override(self.language):
            titles = {
                "does": gettext("What we do"),
                "does_not": gettext("What we do not do"),
                "service_levels": gettext("What you can rely on"),
                "communication": gettext("How we talk to each other"),
            }
        return [(title, getattr(self, part)) for part, title in titles.items() if getattr(self, part)]


class StatementLink(WorkspaceModel):
    """One link to an edition, of which only the hash is kept: one for each mail as it leaves, and those copied."""

    statement = WorkspaceForeignKey(
        ScopeStatement, on_delete=models.CASCADE, related_name="links", verbose_name=_("edition")
    )
    # The mail that carries it; until that leaves there is no hash.
    mail = WorkspaceForeignKey(
        "messaging.OutgoingMail",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("outgoing e-mail"),
    )
    token_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - none is not empty
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    class Meta:
        verbose_name = _("link to expectations")
        verbose_name_plural = _("links to expectations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="planning_statementlink_token"),
            models.CheckConstraint(
                condition=Q(mail__isnull=False) | Q(token_hash__isnull=False),
                name="planning_statementlink_of_something",
            ),
        ]

    def __str__(self):
        return str(self.statement)


class StatementAnswer(WorkspaceModel):
    """What a customer said of an edition through its page, once for each form; written once."""

    statement = WorkspaceForeignKey(
        ScopeStatement, on_delete=models.CASCADE, related_name="answers", verbose_name=_("edition")
    )
    is_acknowledged = models.BooleanField(_("acknowledged"))
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    text = models.TextField(_("comment"), blank=True, max_length=LONGEST_COMMENT)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    form_token = FormTokenField()

    class Meta:
        verbose_name = _("answer to expectations")
        verbose_name_plural = _("answers to expectations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_acknowledged=True) | ~Q(text=""),
                name="planning_statementanswer_says_something",
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.statement}"
