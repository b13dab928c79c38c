"""A part of a whole that stands among the others in an order: a question of a survey, a block of a template."""

from typing import ClassVar

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField
from lib.tenancy.models import NumberedModel
from timeline.services import record


class OrderedPartQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)

    def in_order(self):
        return self.order_by("place", "id")


class OrderedPart(NumberedModel):
    """What it is a part of is named by `whole_field`."""

    whole_field: ClassVar[str]

    form_token = FormTokenField()
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def whole(self):
        return getattr(self, self.whole_field)

    @property
    def all_parts(self):
        return type(self).objects.filter(**{self.whole_field: self.whole})

    def hold_whole(self):
        """Lock the whole for a change of its parts; raises what keeps it from being changed."""
        self.whole.wait_to_change()

    def make_room(self):
        """Raises what keeps one more part from standing in the whole, which is locked."""

    def put_last(self):
        self.place = (self.all_parts.aggregate(last=Max("place"))["last"] or 0) + 1

    @transaction.atomic
    def move(self, *, by, up: bool):
        """Change places with the part before it, or after it; at the end of the row nothing happens."""
        self.hold_whole()
        row = list(self.all_parts.kept().in_order())
        at = next((place for place, each in enumerate(row) if each.pk == self.pk), None)
        to = None if at is None else at - 1 if up else at + 1
        if at is None or to is None or not 0 <= to < len(row):
            return
        row[at], row[to] = row[to], row[at]
        for place, each in enumerate(row, 1):
            each.place = place
        type(self).objects.bulk_update(row, ["place"])
        self._tell(by)

    @transaction.atomic
    def remove(self, *, by):
        self._set_removed(timezone.now(), by=by)

    @transaction.atomic
    def restore(self, *, by):
        """Back at its place, unless there is no room for it any more."""
        self._set_removed(None, by=by)

    def _set_removed(self, moment, *, by):
        self.hold_whole()
        self.refresh_from_db()
        if (self.removed_at is None) == (moment is None):
            return
        if moment is None:
            self.make_room()
        self.removed_at = moment
        self.save(update_fields=["removed_at"])
        self._tell(by)

    def _tell(self, by):
        record(f"{self.whole._meta.model_name}.changed", self.whole, by=by)
