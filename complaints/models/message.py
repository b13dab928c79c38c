"""What is said about a complaint: to the customer and by them, and, in a table of its own, among colleagues.

Two tables on purpose: no page of the customer can show a note because somebody forgot a filter. Both are append-only
for the app: the owner's function lets them go with a customer who is deleted for good.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager

LONGEST_MESSAGE = 10_000


class OfAComplaintQuerySet(models.QuerySet):
    def visible_to(self, membership):
        from complaints.models import Complaint

        return self.filter(complaint__in=Complaint.objects.visible_to(membership))


class Said(NumberedModel):
    complaint = WorkspaceForeignKey("complaints.Complaint", on_delete=models.DO_NOTHING, is_indexed=False)
    text = models.TextField(_("text"), max_length=LONGEST_MESSAGE)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(OfAComplaintQuerySet)()

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.text.strip().partition("\n")[0][:60]

    @property
    def account(self):
        return self.complaint.account

    def may_be_changed_by(self, membership) -> bool:
        """Nobody: it was said."""
        return False

    def wait_to_change(self):
        """For files, which hang on it: the complaint is what is locked."""
        self.complaint.wait_to_change()


class ComplaintMessage(Said):
    """What the customer reads, or wrote; never changed."""

    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="messages",
        verbose_name=_("complaint"),
    )
    is_from_customer = models.BooleanField(_("by the customer"), default=False)
    is_decision = models.BooleanField(_("tells the decision"), default=False)
    # Who of them wrote it, while it is known.
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    # The letter that carried it, or the e-mail that it came by.
    interaction = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("interaction"),
    )

    class Meta(Said.Meta):
        verbose_name = _("message of a complaint")
        verbose_name_plural = _("messages of complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_from_customer=False) | Q(by=None, is_decision=False),
                name="complaints_complaintmessage_by_one_side",
            ),
            # Customers are merged and deleted, and a letter follows what it carries; nobody changes a word.
            AppendOnly(name="complaints_complaintmessage_append_only", but=["contact", "interaction"]),
        ]
        indexes = [models.Index(fields=["workspace", "complaint", "at", "id"], name="complaints_message_of")]


class ComplaintNote(Said):
    """Among colleagues: no customer ever reads it."""

    complaint = WorkspaceForeignKey(
        "complaints.Complaint",
        on_delete=models.DO_NOTHING,
        is_indexed=False,
        related_name="notes",
        verbose_name=_("complaint"),
    )

    class Meta(Said.Meta):
        verbose_name = _("note on a complaint")
        verbose_name_plural = _("notes on complaints")
        constraints = [AppendOnly(name="complaints_complaintnote_append_only")]
        indexes = [models.Index(fields=["workspace", "complaint", "at", "id"], name="complaints_note_of")]
