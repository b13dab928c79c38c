"""What an interaction and a follow-up have in common: they hang on an account, are versioned and made once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.record import Stale
from lib.tenancy.fields import FormTokenField
from lib.tenancy.models import NumberedModel


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
        """Lock the customer, then the row; refused while the customer is archived."""
        self.account.wait_to_change()
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
