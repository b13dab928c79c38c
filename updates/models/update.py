"""CustomerUpdate: where things stand since the last one, drafted by rule, edited, sent and answered by the customer."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.services import record

# So long after it was sent the customer may answer.
OPEN_FOR = timedelta(days=90)
LANGUAGES = (("ar", "العربية"), ("en", "English"))  # each by its own name


class NotADraft(Exception):
    """What was sent or skipped stays as it is."""


class CustomerUpdateQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def drafts(self):
        return self.filter(state="draft")

    def sent(self):
        return self.filter(state="sent")


class CustomerUpdate(Kept):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Skipped")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="updates",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    since_at = models.DateTimeField(_("since"), editable=False)
    until_at = models.DateTimeField(_("until"), editable=False)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    greeting = models.TextField(_("greeting"), blank=True, max_length=2000)
    closing = models.TextField(_("closing"), blank=True, max_length=2000)
    # Whose contacts it goes to, by key, while it is a draft; once it is sent, its links tell.
    chosen = models.JSONField(default=list, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    sent_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("sent by"),
    )
    # None: it came by the rhythm of the customer.
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(CustomerUpdateQuerySet)()

    class Meta:
        verbose_name = _("update to a customer")
        verbose_name_plural = _("updates to customers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=Q(state="draft"),
                name="updates_customerupdate_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="updates_customerupdate_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "-id"], name="updates_of_account"),
            models.Index(fields=["workspace", "state", "-id"], name="updates_by_state"),
        ]

    @property
    def name(self) -> str:
        return gettext("Update of %(day)s") % {"day": formats.day(self.sent_at or self.until_at)}

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_skipped(self) -> bool:
        return self.state == self.State.SKIPPED

    @property
    def is_over(self) -> bool:
        return self.sent_at is not None and self.sent_at + OPEN_FOR <= timezone.now()

    def hold_draft(self):
        """Lock the customer, then the row; raises NotADraft."""
        self.wait_to_change()
        if not self.is_draft:
            raise NotADraft

    @transaction.atomic
    def skip(self, *, by):
        """There is nothing worth telling this time: the next one tells of it too. The opposite is resume()."""
        self.hold_draft()
        self.state = self.State.SKIPPED
        self.save_version()
        record("update.skipped", self, by=by, context=self.account)

    @transaction.atomic
    def resume(self, *, by):
        """A draft again, unless another one has come meanwhile."""
        self.wait_to_change()
        if not self.is_skipped or type(self).objects.drafts().filter(account=self.account_id).exists():
            raise NotADraft
        self.state = self.State.DRAFT
        self.save_version()
        record("update.resumed", self, by=by, context=self.account)


class UpdateLink(WorkspaceModel):
    """To whom an update was sent: the mail, and the link in it, of which only the hash is kept.

    Each try of the mail makes a link of its own, since nobody knows which of them arrived.
    """

    update = WorkspaceForeignKey(
        CustomerUpdate, on_delete=models.CASCADE, related_name="links", verbose_name=_("update")
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("contact"),
    )
    mail = WorkspaceForeignKey(
        "messaging.OutgoingMail",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("outgoing e-mail"),
    )
    # None: the mail has not left yet.
    token_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - none is not empty
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("link to an update")
        verbose_name_plural = _("links to updates")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="updates_updatelink_token")
        ]

    def __str__(self):
        return str(self.contact or self.update)

    @property
    def language(self) -> str:
        return self.update.language
