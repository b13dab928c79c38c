"""Event: who did what to which record, when. It is also the only outbox."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.fields import CurrentTransactionId, TransactionIdField
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class EventQuerySet(models.QuerySet):
    def audited(self):
        """What the audit log tells: an import or a bulk change in one line."""
        return self.filter(is_part=False)

    def about(self, record):
        """Events of this record and of what belongs to it."""
        kind = record._meta.label_lower
        return self.filter(
            models.Q(subject_kind=kind, subject_id=record.pk)
            | models.Q(context_kind=kind, context_id=record.pk)
        )

    def only_these(self, *parts):
        """The rows of these parts, each a sorted slice of this set.

        What is told of a record is found by two indexes, and PostgreSQL goes through one of them in its order: who
        asks for the newest of both takes the newest of each.
        """
        first, *others = (part.values("pk") for part in parts)
        return self.filter(pk__in=first.union(*others, all=True))

    def sides_of(self, record):
        """Apart: events of this record, and of what belongs to it; also of those that became a part of it."""
        kind = record._meta.label_lower
        for pk in keys_of(record):
            yield self.filter(subject_kind=kind, subject_id=pk)
            yield self.filter(context_kind=kind, context_id=pk)


def keys_of(record) -> tuple[int, ...]:
    """Its own key and those of the records it absorbed, where it was read with them."""
    return (record.pk, *getattr(record, "absorbed_ids", ()))


class Event(WorkspaceModel):
    verb = models.CharField(_("verb"), max_length=60)
    actor = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("actor"),
    )
    subject_kind = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.BigIntegerField(_("record"))
    # The record on whose page it shows too: the account of a contact, the contact of a consent.
    context_kind = models.CharField(max_length=60, blank=True)
    context_id = models.BigIntegerField(null=True)
    detail = models.JSONField(_("detail"), default=dict)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    # One of many that another event tells as a whole, such as a row of an import: told on the page of its record,
    # not in the audit log.
    is_part = models.BooleanField(db_default=False, editable=False)
    # Readers go by (epoch, xid, id), so that a transaction that commits late is never skipped; a restored
    # dump starts transaction ids again, so the restore raises the epoch.
    epoch = models.SmallIntegerField(db_default=1, editable=False)
    xid = TransactionIdField(db_default=CurrentTransactionId(), editable=False)

    objects = WorkspaceManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        constraints = [AppendOnly(name="timeline_event_append_only")]
        indexes = [
            models.Index(
                fields=["workspace", "subject_kind", "subject_id", "at", "id"], name="timeline_event_subject"
            ),
            models.Index(
                fields=["workspace", "context_kind", "context_id", "at", "id"], name="timeline_event_context"
            ),
            # The audit log, and what it is narrowed by.
            *(
                models.Index(
                    fields=["workspace", *fields, "at", "id"],
                    condition=models.Q(is_part=False),
                    name=f"timeline_event_audit{name}",
                )
                for name, fields in (("", []), ("_actor", ["actor"]), ("_verb", ["verb"]))
            ),
            models.Index(fields=["workspace", "epoch", "xid", "id"], name="timeline_event_reader"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject_kind} {self.subject_id}"
