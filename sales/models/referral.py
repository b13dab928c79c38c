"""Referral: who recommended us to whom, and what came of it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountStatus
from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from timeline.services import record


class Circle(ValidationError):
    """Nobody refers himself, and nobody is referred by somebody who came through him."""

    def __init__(self):
        super().__init__(
            _now("The one who refers came through this customer. A referral cannot go in a circle.")
        )


class ReferredBefore(ValidationError):
    """One recommendation of the same customer by the same one is written down once."""

    def __init__(self, other):
        text = _now("This customer was referred by the same one before: referral no. %(number)s.")
        super().__init__(text, params={"number": formats.digits(other.number)})


class Outcome(models.TextChoices):
    RECEIVED = "received", _("Received")
    CONTACTED = "contacted", _("Contacted")
    LEAD = "lead", _("Became a lead")
    CUSTOMER = "customer", _("Became a customer")
    NOT = "not", _("Came to nothing")


def referred_for(membership) -> Prefetch:
    return Prefetch("referred", Account.objects.visible_to(membership), to_attr="seen_referred")


class ReferralQuerySet(AboutAnAccount):
    def matching(self, query):
        return self.filter(account__in=Account.objects.matching(query))

    def with_referred(self, membership):
        """Each with `seen_referred`: the customer that came of it, where this member may see it; else None."""
        return self.prefetch_related(referred_for(membership))

    def kept(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def with_outcome(self):
        """What came of each, as the referred customer stands; as it was noted while there is only a name."""
        was_customer = AccountStatus.objects.filter(
            account=OuterRef("referred"), status=Account.Status.ACTIVE
        )
        bought = Q(referred__status__in=(Account.Status.ACTIVE, Account.Status.DORMANT))
        lost = Q(referred__status=Account.Status.LOST)
        outcome = Case(
            When(referred=None, then=F("state")),
            When(bought | (lost & Exists(was_customer)), then=Value(Outcome.CUSTOMER.value)),
            When(lost | Q(state=Referral.State.NOT), then=Value(Outcome.NOT.value)),
            default=Value(Outcome.LEAD.value),
            output_field=CharField(),
        )
        return self.annotate(outcome=outcome)

    def to_account(self, account):
        return self.kept().filter(referred=account)


# What is written about people is not kept where no deletion of the customer reaches it.
@tracked(exclude=["note", "reach", "referred_name"])
class Referral(Kept):
    Outcome = Outcome

    class State(models.TextChoices):
        """What a colleague notes; what came of it in the end is read from the customer (Outcome)."""

        RECEIVED = "received", _("Received")
        CONTACTED = "contacted", _("Contacted")
        NOT = "not", _("Came to nothing")

    # Who recommended us.
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="referrals_made",
        verbose_name=_("referred by"),
        editable=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="referrals_made",
        verbose_name=_("contact"),
        is_indexed=False,
    )
    # Whom: a customer we keep already, or a name that is none yet.
    referred = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="referrals_received",
        verbose_name=_("referred customer"),
    )
    referred_name = models.CharField(_("who was referred"), max_length=200)
    reach = models.CharField(_("how to reach them"), max_length=200, blank=True)
    on_day = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED, editable=False)
    thanked_on = models.DateField(_("thanked on"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )

    objects = WorkspaceManager.from_queryset(ReferralQuerySet)()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.CheckConstraint(
                condition=Q(referred=None) | ~Q(referred=F("account")) | Q(archived_at__isnull=False),
                name="sales_referral_not_of_oneself",
            ),
            models.UniqueConstraint(
                fields=["workspace", "account", "referred"],
                condition=Q(referred__isnull=False, archived_at=None),
                name="sales_referral_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "on_day", "id"], name="sales_referral_day")]

    @property
    def name(self) -> str:
        """As it was written down: not everybody who reads it may see the customer that came of it."""
        return self.referred_name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def outcome_label(self) -> str:
        """Of a row that was read with_outcome()."""
        return str(Outcome(self.outcome).label)

    def tell(self, verb, *, by, **detail):
        """On the pages of both customers."""
        record(verb, self, by=by, context=self.account, **detail)
        if self.referred is not None:
            record(verb, self, by=by, context=self.referred, is_part=True, **detail)

    @transaction.atomic
    def set_state(self, state, *, by):
        """What came of it; its opposite is the same verb with the former state."""
        self.wait_to_change()
        state = self.State(state)
        if state == self.state:
            return
        old, self.state = self.state, state
        self.save_version()
        self.tell("referral.state_changed", by=by, old=old, new=str(state))

    @transaction.atomic
    def thank(self, *, by):
        """The one who referred was thanked today. The opposite is take_thanks_back()."""
        self._set_thanked(timezone.localdate(), "referral.thanked", by=by)

    @transaction.atomic
    def take_thanks_back(self, *, by):
        self._set_thanked(None, "referral.thanks_taken_back", by=by)

    def _set_thanked(self, day, verb, *, by):
        self.wait_to_change()
        if (self.thanked_on is None) == (day is None):
            return
        self.thanked_on = day
        self.save_version()
        self.tell(verb, by=by)

    @transaction.atomic
    def archive(self, *, by):
        """Out of lists and counts, such as one that was written down twice. The opposite is restore()."""
        self._set_archived(timezone.now(), "archived", by=by)

    @transaction.atomic
    def restore(self, *, by):
        """Raises Circle or ReferredBefore where it can no longer stand."""
        from sales.referring import check_referred

        self.wait_to_change()
        if self.referred is not None:
            check_referred(self.account, self.referred, but=self.pk)
        self._set_archived(None, "restored", by=by)

    def _set_archived(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_archived == (moment is not None):
            return
        self.archived_at = moment
        self.save_version()
        self.tell(f"referral.{verb}", by=by)
