"""CustomerRequest: what a customer owes, asked of them by a link, with their answers and the reminders to them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.asking_times import MOST_DAYS, MOST_REMINDERS
from interactions.models.interaction import Interaction
from interactions.models.kept import Revocable
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

KINDS = ("wants_text", "wants_files", "wants_word")


class CustomerRequestQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__owner__in=membership.team_ids())

    def open(self):
        """Those whose page is there: neither taken back nor too old nor called off, and nobody was put away."""
        there = self.filter(revoked_at=None, expires_at__gt=timezone.now(), account__archived_at=None)
        return there.filter(contact__archived_at=None).exclude(follow_up__state="cancelled")

    def due(self):
        """Whose customer is to be reminded, or at least to be looked at."""
        return self.filter(remind_at__lte=Now())

    def look_again(self):
        """Something they hang on has changed: the worker works out anew when each is reminded of."""
        self.filter(answered_at=None, revoked_at=None).exclude(to_address="").update(
            remind_at=Now(), counts_from=Now()
        )


class CustomerRequest(Revocable):
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.CASCADE,
        related_name="requests",
        verbose_name=_("follow-up"),
        editable=False,
    )
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="requests",
        verbose_name=_("account"),
        editable=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        is_indexed=False,
        verbose_name=_("contact"),
    )
    # Where the mail and the reminders go; empty: the link was handed over otherwise, and nobody is reminded.
    to_address = models.EmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=5)
    asked = models.CharField(_("what is asked for"), max_length=300)
    text = models.TextField(_("a few words to them"), blank=True, max_length=2000)
    wants_text = models.BooleanField(_("a written answer"), default=False)
    wants_files = models.BooleanField(_("files"), default=False)
    wants_word = models.BooleanField(_("a yes or no"), default=False)
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    # When to look next whether the customer is to be reminded; empty: never.
    remind_at = models.DateTimeField(_("next reminder"), null=True, editable=False)
    # Days of the rule count from here on: since it was asked, reminded of or moved.
    counts_from = models.DateTimeField(default=timezone.now, editable=False)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders sent"), default=0, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("asked by"),
    )

    objects = WorkspaceManager.from_queryset(CustomerRequestQuerySet)()

    class Meta:
        verbose_name = _("request to a customer")
        verbose_name_plural = _("requests to customers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wants_text=True) | Q(wants_files=True) | Q(wants_word=True),
                name="interactions_customerrequest_wants",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "remind_at"],
                condition=Q(remind_at__isnull=False),
                name="interactions_request_remind",
            )
        ]

    @property
    def name(self) -> str:
        return self.asked

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_waiting(self) -> bool:
        """The customer owes it still, and has not answered."""
        return not self.is_answered and self.is_owed

    @property
    def is_owed(self) -> bool:
        return self.follow_up.is_open and self.follow_up.owed_by == self.follow_up.OwedBy.CUSTOMER

    @property
    def wanted(self) -> list:
        return [self._meta.get_field(name).verbose_name for name in KINDS if getattr(self, name)]

    def was_revoked(self, verb, *, by):
        CustomerRequest.objects.filter(pk=self.pk).look_again()
        self.follow_up.tell(f"followup.link_{verb}", by=by)


class RequestLink(WorkspaceModel):
    """One link to a request, of which only the hash is kept: one for each mail, made as it leaves, and those copied."""

    request = WorkspaceForeignKey(
        CustomerRequest, on_delete=models.CASCADE, related_name="links", verbose_name=_("request")
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
        verbose_name = _("link to a request")
        verbose_name_plural = _("links to requests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "token_hash"], name="interactions_requestlink_token"
            ),
            models.CheckConstraint(
                condition=Q(mail__isnull=False) | Q(token_hash__isnull=False),
                name="interactions_requestlink_of_something",
            ),
        ]

    def __str__(self):
        return str(self.request)


class CustomerAnswer(WorkspaceModel):
    """What a customer sent through the page of a request, once; text and files are in the interaction."""

    request = WorkspaceForeignKey(
        CustomerRequest, on_delete=models.CASCADE, related_name="answers", verbose_name=_("request")
    )
    interaction = WorkspaceForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="request_answers", verbose_name=_("interaction")
    )
    is_yes = models.BooleanField(_("confirmed"), null=True)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    form_token = FormTokenField()

    class Meta:
        verbose_name = _("answer of a customer")
        verbose_name_plural = _("answers of customers")
        ordering = ["id"]

    def __str__(self):
        return str(self.interaction)


class AskingRule(WorkspaceModel):
    """When customers are reminded of what they owe; without a row the defaults hold."""

    before_days = models.PositiveSmallIntegerField(_("days before it is due"), default=2)
    is_on_day = models.BooleanField(_("on the day itself"), default=True)
    every_days = models.PositiveSmallIntegerField(_("afterwards every so many days"), default=3)
    most = models.PositiveSmallIntegerField(_("at most"), default=3)

    class Meta:
        verbose_name = _("rule for reminding customers")
        verbose_name_plural = _("rules for reminding customers")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="interactions_askingrule_one"),
            models.CheckConstraint(
                condition=Q(before_days__lte=MOST_DAYS, every_days__lte=MOST_DAYS, most__lte=MOST_REMINDERS),
                name="interactions_askingrule_bounds",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def read(cls) -> "AskingRule":
        return cls.objects.first() or cls()
