"""Segment: customers chosen by rules that are read anew each time, or chosen one by one."""

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import folded
from accounts.models.record import Stale
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from timeline.services import record

LONGEST_NAME, LONGEST_NOTE = 80, 500


class NameInUse(Exception):
    """Another segment in use has this name."""


class SegmentQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(archived_at=None)


@tracked()
class Segment(NumberedModel):
    class Kind(models.TextChoices):
        RULES = "rules", _("By rules")
        STATIC = "static", _("Chosen one by one")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_fold = folded(models.F("name"))
    note = models.CharField(_("what it is for"), max_length=LONGEST_NOTE, blank=True)
    kind = models.CharField(_("kind of segment"), max_length=10, choices=Kind, default=Kind.RULES)
    # What accounts/segments/tree.py reads and keeps; empty where people are chosen one by one.
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    form_token = FormTokenField()
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(SegmentQuerySet)()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name_fold", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name_fold"],
                condition=Q(archived_at=None),
                name="accounts_segment_name",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_static(self) -> bool:
        return self.kind == self.Kind.STATIC

    def wait_to_change(self):
        """Lock the row."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def save_version(self, *, read_version=None):
        """Stale when somebody saved it since it was read, NameInUse when another one in use has its name."""
        expected = self.version if read_version is None else read_version
        fresh = type(self).objects.filter(pk=self.pk, version=expected)
        if fresh.select_for_update(no_key=True).order_by("pk").values("pk").first() is None:
            raise Stale
        self.version = expected + 1
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:  # the one thing that others can do to a row whose form was checked
            raise NameInUse from None

    @transaction.atomic
    def archive(self, *, by):
        """No longer offered; nothing is lost, and restore() brings it back."""
        self._set_archived(timezone.now(), "segment.archived", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_archived(None, "segment.restored", by=by)

    def _set_archived(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_archived == (moment is not None):
            return
        self.archived_at = moment
        self.save_version()
        record(verb, self, by=by)


class SegmentMember(WorkspaceModel):
    """A contact whom somebody put into a segment, until somebody takes them out again."""

    segment = WorkspaceForeignKey(
        Segment, on_delete=models.CASCADE, is_indexed=False, related_name="members", verbose_name=_("segment")
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, related_name="segments", verbose_name=_("contact")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    added_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("member of a segment")
        verbose_name_plural = _("members of segments")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "segment", "contact"], name="accounts_segmentmember_once"
            ),
        ]

    def __str__(self):
        return f"{self.segment_id} {self.contact_id}"


class SegmentReadingQuerySet(models.QuerySet):
    def in_numbers(self):
        """Without the keys, which are read where somebody asks who."""
        return self.defer("keys", "came_keys", "went_keys")


class SegmentReading(WorkspaceModel):
    """Who was in a segment at a moment, who had come and who had gone since the reading before: keys, pressed.

    A million keys take about a megabyte so, where a row for each of them would take a hundred, each time. Only the
    newest reading still holds everybody; of the others what came and went remains, which is little.
    """

    segment = WorkspaceForeignKey(
        Segment,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="readings",
        verbose_name=_("segment"),
    )
    # The version of the rules that was read, and the job that read it, if it took one: run twice, it reads once.
    version = models.PositiveIntegerField(_("version"))
    job_key = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    people = models.PositiveIntegerField(_("people"))
    # Since the reading before; all of them came with the first one.
    came = models.PositiveIntegerField(_("came"))
    went = models.PositiveIntegerField(_("went"))
    keys = models.BinaryField(null=True, editable=False)
    came_keys = models.BinaryField(default=bytes, editable=False)
    went_keys = models.BinaryField(default=bytes, editable=False)

    objects = WorkspaceManager.from_queryset(SegmentReadingQuerySet)()

    class Meta:
        verbose_name = _("reading of a segment")
        verbose_name_plural = _("readings of segments")
        ordering = ["-id"]
        constraints = [
            AppendOnly(name="accounts_segmentreading_append_only", but=("keys",)),
            models.UniqueConstraint(
                fields=["workspace", "segment", "job_key"],
                condition=Q(job_key__isnull=False),
                name="accounts_segmentreading_job_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "segment", "-id"], name="accounts_segment_readings")]

    def __str__(self):
        return f"{self.segment_id} {self.at:%Y-%m-%d}"
