"""CalendarFeed: the secret address under which a member's own calendar shows what is to be done in Sila."""

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from lib.tokens import hash_of, new_token
from timeline.services import record


class CalendarFeed(WorkspaceModel):
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("member"),
        is_indexed=False,
    )
    token_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            # One of a member: calendar_feed_by() may read the table across workspaces.
            models.UniqueConstraint(fields=["workspace", "member"], name="interactions_calendarfeed_one"),
            models.UniqueConstraint(
                fields=["workspace", "token_hash"], name="interactions_calendarfeed_token"
            ),
        ]

    def __str__(self):
        return str(self.member)


def feed_of(member) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(member=member).first()


@transaction.atomic
def open_feed(member) -> str:
    """A new secret address, shown this once; a former one is dead from now on."""
    token = new_token()
    CalendarFeed.objects.update_or_create(
        member=member, defaults={"token_hash": hash_of(token), "created_at": timezone.now()}
    )
    record("calendar.opened", member, by=member)
    return token


@transaction.atomic
def close_feed(member) -> None:
    if CalendarFeed.objects.filter(member=member).delete()[0]:
        record("calendar.closed", member, by=member)


def workspace_of_feed(token: str) -> int | None:
    """The workspace in which this address is open, asked before any workspace is."""
    with connection.cursor() as cursor:
        cursor.execute("select calendar_feed_by(%s)", [hash_of(token)])
        return cursor.fetchone()[0]
