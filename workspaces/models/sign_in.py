"""A sign-in that worked: when, how, and on which device. Wrong passwords and codes are in django-axes' own log."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workspaces.models.session import LONGEST_USER_AGENT


class SignIn(models.Model):
    class Way(models.TextChoices):
        PASSWORD = "password", _("Password")
        CODE = "code", _("Password and a code")
        RECOVERY_CODE = "recovery", _("Password and a recovery code")
        KEY = "key", _("Password and a passkey")
        PASSKEY = "passkey", _("Passkey")
        LINK = "link", _("Link of a mail")

    user = models.ForeignKey(
        "workspaces.User",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("user"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.PASSWORD, editable=False)
    address = models.GenericIPAddressField(_("network address"), null=True, editable=False)
    user_agent = models.CharField(_("device"), max_length=LONGEST_USER_AGENT, blank=True, editable=False)
    # What the browser's cookie says, hashed: the same for all people who sign in there.
    device_hash = models.CharField(max_length=64, editable=False)
    is_new_device = models.BooleanField(_("new device"), default=False, editable=False)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="workspaces_signin_user"),
            models.Index(fields=["user", "device_hash"], name="workspaces_signin_device"),
            models.Index(fields=["at"], name="workspaces_signin_at"),
        ]

    def __str__(self):
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
