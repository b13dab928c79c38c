"""The public form for complaints: how a workspace has it, and what came through it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models.public_form import PublicForm
from complaints.models.category import ComplaintCategory
from complaints.models.complaint import Complaint
from lib.strangers import Doubt
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.models import tracked

LONGEST_STORY, LONGEST_SUBJECT = 5_000, 90
USUAL_REOPEN_DAYS, MOST_REOPEN_DAYS = 30, 365
USUAL_SHOWN_DAYS, MOST_SHOWN_DAYS = 180, 1_000


@tracked()
class ComplaintIntake(PublicForm):
    """One for each workspace: the public form, and what customers may do where they follow a complaint."""

    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who gets what comes by the form"),
    )
    reopen_days = models.PositiveSmallIntegerField(
        _("so many days after its end a customer may open it again"), default=USUAL_REOPEN_DAYS
    )
    shown_days = models.PositiveSmallIntegerField(
        _("so many days after its end the customer's page can be read"), default=USUAL_SHOWN_DAYS
    )

    class Meta:
        verbose_name = _("intake of complaints")
        verbose_name_plural = _("intakes of complaints")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="complaints_complaintintake_one")]

    def __str__(self):
        return str(_("Form for complaints"))


class ComplaintSubmissionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ComplaintSubmission.State.WAITING)


class ComplaintSubmission(NumberedModel):
    """What somebody sent by the public form, as it was sent: filed at once, or put aside until a member says."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Put aside")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("at"), default=timezone.now)
    language = models.CharField(_("language"), max_length=2)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    category = WorkspaceForeignKey(
        ComplaintCategory,
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("category"),
    )
    text = models.TextField(_("what happened"), max_length=LONGEST_STORY)
    remedy = models.CharField(_("remedy sought"), max_length=12, choices=Complaint.Remedy, blank=True)
    remedy_text = models.CharField(_("remedy in the customer's words"), max_length=500, blank=True)
    # Of the purchase, the order or the invoice, as the customer has it.
    order_number = models.CharField(_("number of the order"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TAKEN)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt, blank=True)
    complaint = WorkspaceForeignKey(
        Complaint,
        on_delete=models.CASCADE,
        null=True,
        related_name="submissions",
        verbose_name=_("complaint"),
    )
    # Nobody knew this customer: the account was made of what they typed.
    has_made_account = models.BooleanField(_("the account was made by it"), default=False)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(ComplaintSubmissionQuerySet)()

    class Meta:
        verbose_name = _("message of the form for complaints")
        verbose_name_plural = _("messages of the form for complaints")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="taken", complaint__isnull=False) | (~Q(state="taken") & Q(complaint=None)),
                name="complaints_complaintsubmission_taken_as_one",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "id"], name="complaints_submission_state"),
            models.Index(fields=["workspace", "email", "at"], name="complaints_submission_email"),
        ]

    def __str__(self):
        return self.name

    @property
    def subject(self) -> str:
        """What it is called in lists, where the form asks for no title: its first words."""
        return Truncator(" ".join(self.text.split())).chars(LONGEST_SUBJECT)

    def wait_to_change(self):
        """For files, which hang on it until it is decided."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def may_be_changed_by(self, membership) -> bool:
        """Nobody: it stays as it was sent."""
        return False
