"""What an interaction and a follow-up have in common: they hang on an account, are versioned and made once."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.record import Merged, Stale
from lib.tenancy.fields import FormTokenField
from lib.tenancy.models import NumberedModel
from timeline.services import record


class Kept(NumberedModel):
    form_token = FormTokenField()
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save_version(self, *, read_version=None):
        """Save and raise the version; Stale when somebody saved it since `read_version` was read."""
        expected = self.version if read_version is None else read_version
        fresh = type(self).objects.filter(pk=self.pk, version=expected)
        if fresh.select_for_update(no_key=True).order_by("pk").values("pk").first() is None:
            raise Stale
        self.version = expected + 1
        self.save()

    def wait_to_change(self):
        """Lock the customer, then the row; refused while the customer is archived, and once it is another one's."""
        held = self.account
        held.wait_to_change()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        if (
            getattr(self, "account_id", held.pk) != held.pk
        ):  # a merge, or its undo, has taken it along meanwhile
            raise Merged(self.account)


class Revocable(Kept):
    """What a customer opens by a link, until a colleague takes the link back; restore() is the opposite."""

    revoked_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @transaction.atomic
    def revoke(self, *, by):
        """No link to it works from now on."""
        self._set_revoked(timezone.now(), "revoked", by=by)

    @transaction.atomic
    def restore(self, *, by):
        """Its links work again, for as long as they would have."""
        self._set_revoked(None, "restored", by=by)

    def _set_revoked(self, moment, verb, *, by):
        # The customer first, as whoever answers holds them; an archived one keeps nobody from taking a link back.
        self.account.wait_for_others()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        if self.is_revoked == (moment is not None):
            return
        self.revoked_at = moment
        self.save_version()
        self.was_revoked(verb, by=by)

    def was_revoked(self, verb, *, by):
        """What follows "revoked" or "restored", in the same transaction."""
        record(f"{self._meta.model_name}.{verb}", self, by=by, context=self.account)


class OfferedQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)


class Offered(Kept):
    """What colleagues are offered for use until it is archived; it hangs on no customer."""

    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @transaction.atomic
    def archive(self, *, by):
        """No longer offered; nothing is lost, and restore() brings it back."""
        self._set_archived(timezone.now(), "archived", by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_archived(None, "restored", by=by)

    def _set_archived(self, moment, verb, *, by):
        self.wait_to_change()
        if self.is_archived == (moment is not None):
            return
        self.archived_at = moment
        self.save_version()
        record(f"{self._meta.model_name}.{verb}", self, by=by)

    def wait_to_change(self):
        """Lock the row."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
