"""SatisfactionAsk: whether the customer was asked, after a complaint was closed, how it was handled."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class SatisfactionAskQuerySet(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(complaint__in=Complaint.objects.visible_to(membership))

    def due(self, now):
        return self.filter(ask_at__lte=now)


class SatisfactionAsk(WorkspaceModel):
    """One for each complaint, however often it is closed: a customer is asked about it once."""

    class WhyNot(models.TextChoices):
        NOBODY = "nobody", _("no contact is known")
        NOT_OPEN = "not_open", _("the survey takes no answers")
        RECENT = "recent", _("the contact was asked lately")
        WITHDRAWN = "withdrawn", _("the contact does not want to be asked")
        SUPPRESSED = "suppressed", _("nothing is sent to the address")
        NO_ADDRESS = "no_address", _("no e-mail address is known")
        NO_ACCOUNT = "no_account", _("the customer or the contact is archived")

    complaint = WorkspaceForeignKey(
        Complaint,
        on_delete=models.CASCADE,
        related_name="satisfaction",
        is_indexed=False,
        verbose_name=_("complaint"),
    )
    # Empty: nobody will be asked, either since it was done or since it is looked into again.
    ask_at = models.DateTimeField(_("asked at"), null=True)
    invitation = WorkspaceForeignKey(
        "surveys.SurveyInvitation",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invitation to a survey"),
    )
    why_not = models.CharField(_("why not"), max_length=12, choices=WhyNot, blank=True)
    # What was promised to who handles it after a low rating.
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )

    objects = WorkspaceManager.from_queryset(SatisfactionAskQuerySet)()

    class Meta:
        verbose_name = _("question after a complaint")
        verbose_name_plural = _("questions after complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "complaint"], name="complaints_satisfactionask_once"
            ),
            models.CheckConstraint(
                condition=Q(ask_at=None) | Q(invitation=None, why_not=""),
                name="complaints_satisfactionask_asked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "ask_at", "id"],
                condition=Q(ask_at__isnull=False),
                name="complaints_satisfaction_due",
            )
        ]

    def __str__(self):
        return str(self.complaint)
