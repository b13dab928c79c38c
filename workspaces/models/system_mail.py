"""Mail of the installation itself: sign-in, invitations, security notices. The table is the queue.

Global, because most of it is written before anybody knows which workspace it is about.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# With the waits of workspaces.mail this is a day; then it is given up.
MOST_ATTEMPTS = 50


class SystemMailQuerySet(models.QuerySet):
    def due(self):
        """By the clock of the database: the machines of several workers may disagree, and it keeps their leases."""
        return self.filter(sent_at=None, not_before__lte=Now(), attempts__lt=MOST_ATTEMPTS)


class SystemMail(models.Model):
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    # Links in the text open doors: Django admin never shows it, and it is emptied when its links are dead.
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    # When it may be tried; while a worker has it, when the others may. Empty: nobody will try again.
    not_before = models.DateTimeField(_("next attempt"), null=True, default=timezone.now, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False)

    objects = SystemMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("system mail")
        verbose_name_plural = _("system mails")
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(sent_at=None, not_before__isnull=False),
                name="workspaces_systemmail_due",
            ),
            models.Index(fields=["created_at"], name="workspaces_systemmail_created"),
        ]

    def __str__(self):
        return f"{self.to}: {self.subject}"
