"""SurveyInvitation: one contact was asked to answer a survey, by a link that takes one answer."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from surveys.models.survey import Survey
from timeline.services import record


class SurveyInvitationQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of customers this member may see."""
        if membership.sees_everything:
            return self
        return self.filter(account__owner__in=membership.team_ids())

    def standing(self):
        return self.filter(withdrawn_at=None)


class SurveyInvitation(NumberedModel):
    class Way(models.TextChoices):
        MAIL = "mail", _("E-mail")
        LINK = "link", _("Link to send yourself")

    survey = WorkspaceForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, related_name="survey_invitations", is_indexed=False
    )
    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="survey_invitations"
    )
    form_token = FormTokenField()
    # Only its hash: who reads the table cannot answer in the customer's place.
    token_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=5)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    # What it was sent after, as people read it; empty by hand.
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    interaction = WorkspaceForeignKey(
        "interactions.Interaction", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("sent by"),
    )

    objects = WorkspaceManager.from_queryset(SurveyInvitationQuerySet)()

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "token_hash"], name="surveys_surveyinvitation_token"
            ),
            models.CheckConstraint(condition=~Q(token_hash=""), name="surveys_surveyinvitation_has_token"),
        ]
        indexes = [
            models.Index(fields=["workspace", "contact", "sent_at"], name="surveys_invitation_contact"),
        ]

    def __str__(self):
        return self.survey.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def takes_answers(self) -> bool:
        is_over = self.answered_at or self.withdrawn_at or self.is_expired
        is_away = self.account.is_archived or self.contact.is_archived
        return not is_over and not is_away and self.survey.is_open

    @transaction.atomic
    def withdraw(self, *, by):
        """The link takes no answer any more; what was answered stays. The opposite is restore()."""
        self._set_withdrawn(timezone.now(), "withdrawn", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_withdrawn(None, "restored", by=by)

    def _set_withdrawn(self, moment, verb, *, by):
        self.account.wait_to_change()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        if self.answered_at or (self.withdrawn_at is None) == (moment is None):
            return
        self.withdrawn_at = moment
        self.save(update_fields=["withdrawn_at"])
        record(f"surveyinvitation.{verb}", self, by=by, context=self.account)
