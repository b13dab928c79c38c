"""Where somebody is signed in: Django's session, with whose it is, on which device, and when it was last used."""

import uuid

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_USER_AGENT = 300
# What a request writes of a session that exists; when it was used is written by the middleware alone.
KEPT_BY_SAVING = ("session_data", "expire_date", "user", "address", "user_agent")


class SessionQuerySet(models.QuerySet):
    def alive(self, *, at, idle):
        """Neither over nor left alone for longer than `idle`."""
        return self.filter(Q(expire_date__gt=at), seen_at__gt=at - idle)


class Session(AbstractBaseSession):
    # What pages call a session by: its key signs people in, and no page shows it.
    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        "workspaces.User",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("user"),
    )
    address = models.GenericIPAddressField(_("network address"), null=True, editable=False)
    user_agent = models.CharField(
        _("device"), max_length=LONGEST_USER_AGENT, blank=True, default="", editable=False
    )
    began_at = models.DateTimeField(_("signed in at"), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_("last seen at"), default=timezone.now, editable=False)
    # workspace id -> seconds since 1970: each workspace has its own limit of idleness.
    seen_in = models.JSONField(default=dict, editable=False)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls):
        from workspaces.sessions import SessionStore

        return SessionStore

    def save(self, *args, force_update=False, **kwargs):
        """The store writes whole rows; when it was last used must not be written back by a slow request."""
        if force_update:
            kwargs["update_fields"] = KEPT_BY_SAVING
        super().save(*args, force_update=force_update, **kwargs)
