"""InboundMail: a message that came to the mailbox of a workspace, each one once."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from messaging.models.outgoing import LONGEST_ID, MessageIdField

# Of the message as it came: so much is kept, so long, for whoever looks into what was not understood.
MOST_RAW_BYTES = 128 * 1024
RAW_KEPT = timedelta(days=30)


class InboundMailQuerySet(models.QuerySet):
    def waiting(self):
        """Nobody knows yet whose it is."""
        return self.filter(state=InboundMail.State.WAITING)


class InboundMail(NumberedModel):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for somebody to say whose it is")
        FILED = "filed", _("Filed with a customer")
        IGNORED = "ignored", _("Ignored")
        # Written by a machine, by a list, or by Sila itself: kept, and nobody is told.
        SET_ASIDE = "set_aside", _("Automatic, set aside")

    message_id = MessageIdField()
    from_address = models.CharField(_("from"), max_length=254, blank=True)
    from_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    # Sanitised when it came; shown in a sandbox all the same.
    html = models.TextField(blank=True)
    in_reply_to = models.CharField("In-Reply-To", max_length=LONGEST_ID, blank=True)
    references = models.TextField("References", blank=True)
    sent_at = models.DateTimeField(_("written at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    size_bytes = models.PositiveIntegerField(default=0)
    # Of each its name, its size in bytes and its kind.
    attachments = models.JSONField(_("attachments"), default=list)
    is_automatic = models.BooleanField(_("automatic"), default=False)
    # Written from an address of a customer, or in answer to one: not everybody may see it.
    is_known = models.BooleanField(_("of a customer"), default=False)
    is_damaged = models.BooleanField(_("damaged or cut"), default=False)
    raw = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = WorkspaceManager.from_queryset(InboundMailQuerySet)()

    class Meta:
        verbose_name = _("incoming e-mail")
        verbose_name_plural = _("incoming e-mails")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "state", "-id"], name="messaging_inboundmail_state"),
            models.Index(
                fields=["workspace", "received_at"],
                condition=Q(raw__isnull=False),
                name="messaging_inboundmail_raw",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.subject or self.text.strip().partition("\n")[0][:60] or self.from_address

    @property
    def sender(self) -> str:
        """Who wrote, as people call them."""
        return self.from_name or self.from_address

    def reference_ids(self) -> list[str]:
        """Of the messages it answers, the nearest first."""
        near = [self.in_reply_to] if self.in_reply_to else []
        return list(dict.fromkeys([*near, *reversed(self.references.split())]))

    def may_be_changed_by(self, membership) -> bool:
        """Nobody: it stays as it came, its files too."""
        return False

    def set_state(self, state, *, by=None) -> bool:
        """Only from among those nobody has decided about, and back; False when somebody was faster."""
        froms = {self.State.WAITING, self.State.IGNORED, self.State.SET_ASIDE}
        moved = type(self).objects.filter(pk=self.pk, state__in=froms).exclude(state=state)
        if not moved.update(state=state, decided_by=by):
            return False
        self.state, self.decided_by = state, by
        return True
