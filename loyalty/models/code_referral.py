"""Referrals by a code: the code of each member, who came by it, and how the workspace has it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.naming import in_two_languages, mailbox
from accounts.models.public_form import PublicForm
from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from loyalty.codes import LENGTH, shown
from timeline.models import tracked

LONGEST_WHY, LONGEST_CONSENT = 300, 1_000
MOST_DAYS, MOST_A_MONTH = 365, 1_000


@tracked()
class ReferralTerms(PublicForm):
    """One for each workspace: whether members recommend by a code, and what has to come of it."""

    consent_ar = models.TextField(
        _("wording of the consent in Arabic"), max_length=LONGEST_CONSENT, blank=True
    )
    consent_en = models.TextField(
        _("wording of the consent in English"), max_length=LONGEST_CONSENT, blank=True
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who gets the friends"),
    )
    days = models.PositiveSmallIntegerField(
        _("days in which the friend has to buy"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    most_a_month = models.PositiveSmallIntegerField(
        _("friends of one customer in a month"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_A_MONTH)],
    )
    least_minor = models.BigIntegerField(_("purchases from"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("terms of referrals by a code")
        verbose_name_plural = _("terms of referrals by a code")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="loyalty_referralterms_one"),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=MOST_DAYS, most_a_month__gte=1)
                & (Q(least_minor=None) | (Q(least_minor__gt=0) & ~Q(currency=""))),
                name="loyalty_referralterms_sound",
            ),
        ]

    def __str__(self):
        return str(_("Terms of referrals by a code"))

    @property
    def consent(self) -> str:
        return in_two_languages(self.consent_ar, self.consent_en)


class ReferralCode(WorkspaceModel):
    """What a member tells friends: one for each customer. Whoever has it can recommend nobody but this member."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="referral_codes",
        verbose_name=_("account"),
    )
    code = models.CharField(_("code"), max_length=LENGTH)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("referral code")
        verbose_name_plural = _("referral codes")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="loyalty_referralcode_code"),
            models.UniqueConstraint(fields=["workspace", "account"], name="loyalty_referralcode_one"),
        ]

    def __str__(self):
        return self.shown_code

    @property
    def shown_code(self) -> str:
        return shown(self.code)


class Suspicion(models.TextChoices):
    """What speaks against a friend who came by a code; the first two decide it, the others ask a person."""

    ONESELF = "oneself", _("The same phone or e-mail as the one who refers")
    KNOWN = "known", _("Was a customer before")
    LEAD = "lead", _("Is in the records already, without a purchase")
    ARCHIVED = "archived", _("Stands in the archive")
    TWICE = "twice", _("Came by a code before")
    MANY = "many", _("More friends in this month than one customer may bring")
    ROBOT = "robot", _("Perhaps no person sent it")


DECIDING = (Suspicion.ONESELF, Suspicion.KNOWN)


class CodeReferralQuerySet(AboutAnAccount):
    def matching(self, query):
        from accounts.models import Account

        return self.filter(account__in=Account.objects.matching(query))

    def held(self):
        return self.filter(state=CodeReferral.State.HELD)

    def open(self):
        return self.filter(state__in=(CodeReferral.State.REGISTERED, CodeReferral.State.QUALIFIED))

    def with_people(self):
        return self.select_related("account", "friend", "referral", "decided_by__user")


class CodeReferral(Kept):
    """A friend who came by a code: from the form or the counter to the points of both.

    registered: the friend has yet to buy. qualified: the purchase `purchase_key` counts, and points of both are
    waited for as long as it can be sent back. rewarded: they stay. Its grants have the occasion codereferral/<key>.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("referral by a code", "Waits for a decision")
        REGISTERED = "registered", pgettext_lazy("referral by a code", "Has yet to buy")
        QUALIFIED = "qualified", pgettext_lazy("referral by a code", "Has bought")
        REWARDED = "rewarded", pgettext_lazy("referral by a code", "Rewarded")
        REJECTED = "rejected", pgettext_lazy("referral by a code", "Refused")
        EXPIRED = "expired", pgettext_lazy("referral by a code", "Expired")

    # Who told the code, and who came by it once that is a customer of ours.
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="code_referrals",
        verbose_name=_("referred by"),
        editable=False,
    )
    friend = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        null=True,
        related_name="came_by_code",
        verbose_name=_("friend"),
        editable=False,
    )
    referral = WorkspaceForeignKey(
        "sales.Referral",
        on_delete=models.SET_NULL,
        null=True,
        related_name="by_code",
        verbose_name=_("referral"),
        editable=False,
    )
    # What the friend typed; empty where a colleague wrote the code down.
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = mailbox("email")
    language = models.CharField(_("language"), max_length=5, blank=True)
    # What was agreed to, word by word.
    consent = models.TextField(_("consent"), max_length=LONGEST_CONSENT, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.REGISTERED, editable=False
    )
    suspicions = ArrayField(
        models.CharField(max_length=10, choices=Suspicion),
        verbose_name=_("what speaks against it"),
        default=list,
        blank=True,
    )
    until_on = models.DateField(_("to buy until"), null=True, editable=False)
    purchase_key = models.BigIntegerField(_("purchase"), null=True, editable=False)
    qualified_on = models.DateField(_("bought on"), null=True, editable=False)
    settled_at = models.DateTimeField(_("points stay from"), null=True, editable=False)
    # When it is looked at again; nothing for what is over.
    due_at = models.DateTimeField(null=True, editable=False)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    why = models.CharField(_("why it was refused"), max_length=LONGEST_WHY, blank=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("written down by"),
    )

    objects = WorkspaceManager.from_queryset(CodeReferralQuerySet)()

    class Meta:
        verbose_name = _("referral by a code")
        verbose_name_plural = _("referrals by a code")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("qualified", "rewarded"))
                | Q(purchase_key__isnull=False, qualified_on__isnull=False, settled_at__isnull=False),
                name="loyalty_codereferral_bought",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(state__in=("registered", "qualified")),
                name="loyalty_codereferral_due_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="loyalty_codereferral_due",
            ),
            models.Index(fields=["workspace", "state", "id"], name="loyalty_codereferral_state"),
        ]

    @property
    def occasion(self) -> str:
        return f"codereferral/{self.pk}"

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def suspicions_told(self) -> list[str]:
        return [str(Suspicion(each).label) for each in self.suspicions]
