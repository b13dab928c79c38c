"""Account: the customer, a company or a person."""

from copy import copy
from datetime import UTC, date, datetime

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.archiving import check_may_archive
from accounts.following import follow
from accounts.models.leads import LeadStage, LossReason
from accounts.models.naming import (
    NamedModel,
    given_index,
    has_a_name,
    mailbox,
    merged_index,
    searchable,
)
from accounts.models.record import Record
from accounts.querysets import AccountQuerySet
from lib.dates import span_in_words
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record

# What stands where nothing happened yet and nothing is to come: lists go by these columns, for which nothing is null.
NEVER = datetime(1900, 1, 1, tzinfo=UTC)
NO_DAY = date(9999, 12, 31)
NO_PURCHASE = date(1900, 1, 1)
NO_HEALTH = 999  # not known: after every score
# Columns that the rows of other tables make true; whoever saves an account leaves them alone.
STANDING = (
    "last_event_at",
    "last_contact_at",
    "next_step_on",
    "usual_channel",
    "bought_minor",
    "last_purchase_on",
    "health",
)


class ReasonNeeded(Exception):
    """A prospect is lost for a reason of the workspace's list."""


class Host(models.Func):
    """example.com of https://www.Example.com/about, so that the same site is known however it is typed."""

    function = "regexp_replace"
    template = (
        r"lower(regexp_replace(%(expressions)s, '^\s*([a-zA-Z]+://)?(www\.)?([^/?#:\s]*).*$', '\3', 'i'))"
    )
    output_field = models.TextField()


@tracked(exclude=["custom_search", "merged_into", *STANDING])
class Account(NamedModel, Record):
    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PERSON = "person", _("Person")

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", _("Active")
        DORMANT = "dormant", _("Dormant")
        LOST = "lost", _("Lost")

    class Tier(models.TextChoices):
        A = "A", _("A")
        B = "B", _("B")
        C = "C", _("C")
        D = "D", _("D")

    class ManagementType(models.TextChoices):
        SALES = "sales", pgettext_lazy("type of account", "Sales")
        KEY = "key", pgettext_lazy("type of account", "Key")
        REGIONAL = "regional", pgettext_lazy("type of account", "Regional or industry")
        STRATEGIC = "strategic", pgettext_lazy("type of account", "Strategic")

    class Size(models.TextChoices):
        MICRO = "1-9", _("1 to 9 people")
        SMALL = "10-49", _("10 to 49 people")
        MEDIUM = "50-249", _("50 to 249 people")
        LARGE = "250-999", _("250 to 999 people")
        GIANT = "1000+", _("1,000 people or more")

    class Source(models.TextChoices):
        REFERRAL = "referral", _("Referral")
        WEBSITE = "website", _("Website")
        CAMPAIGN = "campaign", _("Campaign")
        EVENT = "event", _("Exhibition or event")
        SOCIAL = "social", _("Social media")
        PHONE = "phone", _("Phone call")
        VISIT = "visit", _("Visit")
        PARTNER = "partner", _("Partner")
        IMPORT = "import", _("Import")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMPANY)
    other_names = models.TextField(_("other names"), blank=True, max_length=2000)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROSPECT, editable=False
    )
    tier = models.CharField(_("tier"), max_length=1, choices=Tier, blank=True)
    management_type = models.CharField(
        _("management type"), max_length=10, choices=ManagementType, blank=True, default="", db_default=""
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("account manager"),
    )
    # Of prospects alone; without one, nobody has sorted it yet.
    lead_stage = WorkspaceForeignKey(
        LeadStage,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="accounts",
        is_indexed=False,
        verbose_name=_("stage"),
    )
    lead_stage_at = models.DateTimeField(
        _("in this stage since"), default=NEVER, db_default=Value(NEVER), editable=False
    )
    parent = WorkspaceForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("parent"),
    )
    industry = WorkspaceForeignKey(
        "accounts.Industry", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    region = WorkspaceForeignKey(
        "accounts.Region", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=Size, blank=True)
    annual_revenue_minor = models.BigIntegerField(_("annual revenue"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    website = models.CharField(
        _("website"), max_length=300, blank=True, validators=[URLValidator(["http", "https"])]
    )
    website_host = models.GeneratedField(
        expression=Host(models.F("website")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_key = mailbox("email")
    source = models.CharField(_("source"), max_length=10, choices=Source, blank=True)
    campaign = models.CharField(_("campaign"), max_length=80, blank=True, default="", db_default="")
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    avoid = models.CharField(_("what to avoid"), max_length=300, blank=True, default="", db_default="")
    # How things stand with the customer, for lists: kept by those who keep interactions and follow-ups, in the
    # transaction that changes them. NEVER, NO_DAY and "" where there is nothing.
    last_event_at = models.DateTimeField(
        _("last event"), default=NEVER, db_default=Value(NEVER), editable=False
    )
    last_contact_at = models.DateTimeField(
        _("last contact"), default=NEVER, db_default=Value(NEVER), editable=False
    )
    next_step_on = models.DateField(_("next step"), default=NO_DAY, db_default=Value(NO_DAY), editable=False)
    usual_channel = models.CharField(
        _("channel used most"), max_length=10, blank=True, default="", db_default="", editable=False
    )
    # What it bought altogether in the workspace's currency, and when last: kept by sales, likewise.
    bought_minor = models.BigIntegerField(_("total bought"), default=0, db_default=Value(0), editable=False)
    last_purchase_on = models.DateField(
        _("last purchase"), default=NO_PURCHASE, db_default=Value(NO_PURCHASE), editable=False
    )
    # From 0 to 100, kept by reports, likewise.
    health = models.SmallIntegerField(
        _("health"), default=NO_HEALTH, db_default=Value(NO_HEALTH), editable=False
    )
    search = searchable(
        "name_ar", "name_en", "other_names", "website", "phone_e164", "email", "custom_search"
    )

    objects = WorkspaceManager.from_queryset(AccountQuerySet)()

    kept_by_others = ("custom_search", *STANDING)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            has_a_name("account"),
            models.CheckConstraint(
                condition=models.Q(annual_revenue_minor=None) | models.Q(annual_revenue_minor__gte=0),
                name="accounts_account_revenue_positive",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="accounts_account_not_own_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(lead_stage=None) | models.Q(status="prospect"),
                name="accounts_account_stage_of_a_prospect",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "name_fold", "id"], name="accounts_account_name"),
            models.Index(fields=["workspace", "created_at", "id"], name="accounts_account_created"),
            models.Index(fields=["workspace", "updated_at", "id"], name="accounts_account_updated"),
            models.Index(fields=["workspace", "last_event_at", "id"], name="accounts_account_last_event"),
            models.Index(fields=["workspace", "last_contact_at", "id"], name="accounts_account_last_contact"),
            models.Index(fields=["workspace", "next_step_on", "id"], name="accounts_account_next_step"),
            models.Index(fields=["workspace", "usual_channel", "id"], name="accounts_account_channel"),
            models.Index(fields=["workspace", "management_type", "id"], name="accounts_account_type"),
            models.Index(fields=["workspace", "bought_minor", "id"], name="accounts_account_bought"),
            models.Index(
                fields=["workspace", "last_purchase_on", "id"], name="accounts_account_last_purchase"
            ),
            models.Index(fields=["workspace", "health", "id"], name="accounts_account_health"),
            models.Index(fields=["workspace", "status"], name="accounts_account_status"),
            models.Index(
                fields=["workspace", "lead_stage", "lead_stage_at", "id"],
                condition=models.Q(status="prospect"),
                name="accounts_account_leads",
            ),
            models.Index(
                fields=["workspace", "lead_stage_at", "id"],
                condition=models.Q(status="prospect"),
                name="accounts_account_leads_by_age",
            ),
            models.Index(fields=["workspace", "website_host"], name="accounts_account_host"),
            models.Index(fields=["workspace", "phone_e164"], name="accounts_account_phone"),
            models.Index(fields=["workspace", "email"], name="accounts_account_email"),
            given_index("email_key", "accounts_account_mailbox"),
            merged_index("accounts_account_merged"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="accounts_account_search",
            ),
        ]

    @property
    def reached(self) -> tuple[str, str]:
        """Phone and e-mail address, as typed."""
        return self.phone, self.email

    @transaction.atomic
    def set_status(self, status, *, by, reason="", loss_reason=None, asks_why=True):
        """Move to another status; the row of the old one ends now.

        A prospect that is lost needs a reason of the list, else ReasonNeeded; without `asks_why`, what a file or an
        undo says stands without one.
        """
        self.wait_to_change()
        status = self.Status(status)
        if status == self.status:
            return
        is_lost_lead = self.status == self.Status.PROSPECT and status == self.Status.LOST
        if is_lost_lead and asks_why and loss_reason is None:
            raise ReasonNeeded
        before = copy(self)
        now, old = timezone.now(), self.status
        self.statuses.filter(until_at=None).update(until_at=now)
        AccountStatus.objects.create(
            account=self, status=status, from_at=now, by=by, reason=reason, loss_reason=loss_reason
        )
        self.status = status
        self._stand_in(self._stage_to_begin_in() if status == self.Status.PROSPECT else None, by=by, at=now)
        self.save_version()
        record("account.status_changed", self, by=by, old=old, new=status)
        self.tell_others(by=by)
        follow(self, before, by=by)

    @property
    def is_prospect(self) -> bool:
        return self.status == self.Status.PROSPECT

    @transaction.atomic
    def move_to_stage(self, stage, *, by) -> bool:
        """Put the lead into another stage; whether it was in another one. Nothing for who is no prospect any more."""
        self.wait_to_change()
        if not self.is_prospect or stage.pk == self.lead_stage_id:
            return False
        before = copy(self)
        old = self.lead_stage
        self._stand_in(stage, by=by, at=timezone.now())
        self.save_version()
        labels = {"old_ar": old.label_ar, "old_en": old.label_en} if old else {}
        record("account.stage_moved", self, by=by, new_ar=stage.label_ar, new_en=stage.label_en, **labels)
        self.tell_others(by=by)
        follow(self, before, by=by)
        return True

    def _stage_to_begin_in(self):
        """Where it stood when it was a prospect before, else the first one."""
        last = self.lead_stays.filter(stage__archived_at=None).select_related("stage").first()
        return last.stage if last else LeadStage.objects.first_one()

    def _stand_in(self, stage, *, by, at) -> None:
        self.lead_stays.filter(until_at=None).update(until_at=at)
        self.lead_stage, self.lead_stage_at = stage, at if stage else NEVER
        if stage:
            self.lead_stays.create(stage=stage, from_at=at, by=by)

    def check_may_archive(self):
        check_may_archive(self)

    def archived_or_restored(self, before, *, by):
        follow(self, before, by=by)

    def tell_others(self, *, by, is_new_owner=False):
        kind = "account.assigned" if is_new_owner else "account.changed"
        notify(kind, [self.owner], subject=self, by=by)


class AccountStatus(WorkspaceModel):
    """One stretch of an account's life: which status, from when to when, and who said so."""

    account = WorkspaceForeignKey(Account, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(_("status"), max_length=10, choices=Account.Status)
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(_("until"), null=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Why a prospect was lost.
    loss_reason = WorkspaceForeignKey(
        LossReason,
        on_delete=models.PROTECT,
        null=True,
        related_name="losses",
        verbose_name=_("reason for loss"),
    )

    class Meta:
        verbose_name = _("status of an account")
        verbose_name_plural = _("statuses of accounts")
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=models.Q(until_at=None),
                name="accounts_accountstatus_one_now",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "status", "from_at"], name="accounts_accountstatus_began")
        ]

    def __str__(self):
        return f"{self.account} {self.status}"

    @property
    def lasted(self) -> str:
        """How long the customer was in it, or is by now."""
        return span_in_words(self.from_at, self.until_at or timezone.now())


class AccountTag(WorkspaceModel):
    account = WorkspaceForeignKey(
        Account, on_delete=models.CASCADE, related_name="taggings", is_indexed=False
    )
    tag = WorkspaceForeignKey("accounts.Tag", on_delete=models.CASCADE, related_name="account_taggings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account", "tag"], name="accounts_accounttag_once")
        ]

    def __str__(self):
        return str(self.tag)
