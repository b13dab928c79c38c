"""The public form for leads: how a workspace has it, and what came through it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.public_form import PublicForm
from lib.strangers import Doubt
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.models import tracked

# What the form may ask besides the name, in its order.
ASKED = ("company", "phone", "email", "city", "interest", "message")
USUAL_HOURS = 8
MOST_HOURS = 200


class Asks(models.TextChoices):
    NO = "no", _("Not asked")
    MAY = "may", _("May be left empty")
    MUST = "must", _("Required")


def asks(label, default):
    return models.CharField(label, max_length=4, choices=Asks, default=default)


@tracked()
class LeadForm(PublicForm):
    """One for each workspace."""

    asks_company = asks(_("company"), Asks.MAY)
    asks_phone = asks(_("phone"), Asks.MAY)
    asks_email = asks(_("e-mail"), Asks.MAY)
    asks_city = asks(_("city"), Asks.NO)
    asks_interest = asks(_("interest"), Asks.NO)
    asks_message = asks(_("message"), Asks.MAY)
    interests = models.TextField(_("interests to choose from"), max_length=2000, blank=True)
    consent_ar = models.TextField(_("wording of the consent in Arabic"), max_length=1000, blank=True)
    consent_en = models.TextField(_("wording of the consent in English"), max_length=1000, blank=True)
    # Anybody can type the address of somebody else: only whose owner says so by e-mail has agreed.
    confirms_consent = models.BooleanField(_("consent is confirmed by e-mail"), default=True)
    # Origins such as https://www.example.com, one a line: where a page may show the form inside it.
    sites = models.TextField(_("sites that may embed the form"), max_length=2000, blank=True)
    answer_hours = models.PositiveSmallIntegerField(_("answer within working hours"), default=USUAL_HOURS)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who gets new leads"),
    )

    class Meta:
        verbose_name = _("form for leads")
        verbose_name_plural = _("forms for leads")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="accounts_leadform_one")]

    def __str__(self):
        return str(_("Form for leads"))

    @property
    def asked(self) -> dict[str, str]:
        """What it asks besides the name, and whether it must be filled in."""
        every = {name: getattr(self, f"asks_{name}") for name in ASKED}
        return {name: how for name, how in every.items() if how != Asks.NO}

    @property
    def interests_offered(self) -> list[str]:
        return [line.strip()[:120] for line in self.interests.splitlines() if line.strip()]

    @property
    def origins(self) -> list[str]:
        return self.sites.split()


class LeadSubmissionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=LeadSubmission.State.WAITING)


class LeadSubmission(NumberedModel):
    """What somebody sent by the public form, as it was sent: taken at once, or put aside until a member says."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Put aside")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("at"), default=timezone.now)
    language = models.CharField(_("language"), max_length=5)
    name = models.CharField(_("name"), max_length=120)
    company = models.CharField(_("company"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_e164 = models.CharField(max_length=20, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    interest = models.CharField(_("interest"), max_length=120, blank=True)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    # What was written into custom fields: number of the field -> value, as events keep it.
    custom = models.JSONField(_("custom fields"), default=dict, blank=True)
    utm_source = models.CharField(_("source"), max_length=80, blank=True)
    campaign = models.CharField(_("campaign"), max_length=80, blank=True)
    ref = models.CharField(_("reference"), max_length=80, blank=True)
    # What was agreed to, word by word; empty for nothing.
    consent = models.TextField(_("consent"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TAKEN)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt, blank=True)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        null=True,
        related_name="submissions",
        verbose_name=_("account"),
    )
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

    objects = WorkspaceManager.from_queryset(LeadSubmissionQuerySet)()

    class Meta:
        verbose_name = _("message of the form for leads")
        verbose_name_plural = _("messages of the form for leads")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "state", "id"], name="accounts_leadsubmission_state")]

    def __str__(self):
        return self.company or self.name
