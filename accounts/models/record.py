"""What an account and a contact have in common: they are archived, versioned and dated."""

from copy import copy

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel
from timeline.services import record


class Stale(Exception):
    """Somebody else saved the record since it was read."""


class Archived(Exception):
    """The record is put away: it is restored before anything about it is changed."""

    def __init__(self, record):
        super().__init__(f"{record._meta.model_name} {record.number}")
        self.record = record


class Merged(Archived):
    """It is one with another record now (accounts.merging), which is the one to work with."""


class Record(NumberedModel):
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    form_token = FormTokenField()
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    # The record that this one became a part of: it is archived, stands in no list, and its number leads there.
    merged_into = WorkspaceForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    # What stands in searchable custom fields (accounts/custom/finding.py): part of the text that is searched.
    custom_search = models.TextField(blank=True, editable=False)

    # Columns that are kept up to date beside the record: whoever saves what a form read before leaves them alone.
    kept_by_others: tuple[str, ...] = ("custom_search",)

    class Meta:
        abstract = True

    @property
    def is_archived(self):
        return self.archived_at is not None

    def check_in_use(self):
        if self.merged_into_id is not None:
            raise Merged(self.merged_into)
        if self.is_archived:
            raise Archived(self)

    def save_version(self, *, read_version=None):
        """Save and raise the version; a record that changed since `read_version` was read is left alone."""
        expected = self.version if read_version is None else read_version
        fresh = type(self).objects.filter(pk=self.pk, version=expected)
        if fresh.select_for_update(no_key=True).order_by("pk").values("pk").first() is None:
            raise Stale
        self.version = expected + 1
        columns = [field.name for field in self._meta.concrete_fields if not field.primary_key]
        self.save(update_fields=[name for name in columns if name not in self.kept_by_others])

    def wait_for_others(self):
        """Lock the row until the transaction ends, and go on from what whoever held it before has left."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def wait_to_change(self):
        """As wait_for_others(), for what nobody does to an archived record."""
        self.wait_for_others()
        self.check_in_use()

    def tell_others(self, *, by):
        """Tell whoever looks after this record that a colleague has changed it."""

    def check_may_archive(self):
        """Raise where something keeps it from being archived."""

    def archived_or_restored(self, before, *, by):
        """What follows it, in the same transaction."""

    @transaction.atomic
    def archive(self, *, by):
        """Put away: out of lists and campaigns, found again under “Archived”. The opposite is restore().

        Of an account it raises MayNotArchive while something of it is still to be done (accounts.archiving).
        """
        self.wait_for_others()
        if self.is_archived:
            return
        self.check_may_archive()
        before = copy(self)
        self.archived_at = timezone.now()
        self.save_version()
        record(f"{self._meta.model_name}.archived", self, by=by)
        self.tell_others(by=by)
        self.archived_or_restored(before, by=by)

    @transaction.atomic
    def restore(self, *, by):
        self.wait_for_others()
        if not self.is_archived:
            return
        if self.merged_into_id is not None:
            raise Merged(self.merged_into)
        before = copy(self)
        self.archived_at = None
        self.save_version()
        record(f"{self._meta.model_name}.restored", self, by=by)
        self.tell_others(by=by)
        self.archived_or_restored(before, by=by)
