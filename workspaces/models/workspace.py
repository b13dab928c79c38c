"""A workspace is one company that uses Sila. Everything it owns carries its id."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.formats import Formats


def validate_time_zone(value):
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


def default_weekend():
    """Named by the first migration; working hours are those of WorkingCalendar."""
    return [4, 5]


class Workspace(models.Model):
    class Calendar(models.TextChoices):
        GREGORIAN = "gregorian", _("Gregorian")
        HIJRI = "hijri", _("Hijri")
        BOTH = "both", _("Both calendars")

    class Digits(models.TextChoices):
        LATIN = "latin", _("1234")
        ARABIC = "arabic", _("١٢٣٤")

    class Visibility(models.TextChoices):
        ALL = "all", _("Everybody sees all customers")
        TEAM = "team", _("Each sees own customers and those of the team")

    class TwoStep(models.TextChoices):
        OFF = "off", _("Each decides")
        ADMINS = "admins", _("Owners and admins must")
        ALL = "all", _("Everybody must")

    class SupportAccess(models.TextChoices):
        NONE = "none", _("Nobody of the platform comes in")
        READ = "read", _("Platform staff may look, with a reason")
        WRITE = "write", _("Platform staff may look and work, with a reason")

    # An AutoField, so that every workspace_id is an integer: the policies and GIN indexes are made for it.
    id = models.AutoField(primary_key=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="SA")
    language = models.CharField(_("language"), max_length=5, default="ar")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Asia/Riyadh", validators=[validate_time_zone]
    )
    currency = models.CharField(_("currency"), max_length=3, default="SAR")
    calendar = models.CharField(_("calendar"), max_length=10, choices=Calendar, default=Calendar.GREGORIAN)
    digits = models.CharField(_("digits"), max_length=10, choices=Digits, default=Digits.LATIN)
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.ALL)
    two_step = models.CharField(_("two-step sign-in"), max_length=10, choices=TwoStep, default=TwoStep.OFF)
    # How many days a member has to set it up, from the day the rule began or the member came.
    two_step_grace_days = models.PositiveSmallIntegerField(_("days to set it up"), default=7)
    two_step_since = models.DateTimeField(_("rule since"), null=True, editable=False)
    # Empty: the limits of the installation, which no workspace can exceed.
    session_idle_minutes = models.PositiveSmallIntegerField(
        _("ask again when idle for"), null=True, blank=True
    )
    session_hours = models.PositiveSmallIntegerField(_("ask again after"), null=True, blank=True)
    support_access = models.CharField(
        _("visits of the platform"), max_length=10, choices=SupportAccess, default=SupportAccess.READ
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")

    def __str__(self):
        return self.name

    def formats(self, language: str) -> Formats:
        """How this workspace shows numbers, money and time to somebody who reads `language`."""
        return Formats(
            language=language,
            time_zone=self.time_zone,
            currency=self.currency,
            calendar=self.calendar,
            digits=self.digits,
        )
