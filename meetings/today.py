"""What of the day's work this app knows: meetings of today, and those of which nobody said how they went."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.state_of_play import Line
from interactions.week import Entry
from meetings.forms import ICONS
from meetings.models import BookingLink, Meeting
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST = 20
LOOKED_BACK = timedelta(days=60)


def day_of(membership) -> list[Meeting]:
    """My planned meetings until the end of today: those that are over wait to be logged."""
    today = timezone.localdate()
    end = timezone.make_aware(datetime.combine(today + timedelta(days=1), time()))
    mine = Meeting.objects.visible_to(membership).planned().of_member(membership)
    mine = mine.filter(account__archived_at=None, starts_at__lt=end, ends_at__gt=timezone.now() - LOOKED_BACK)
    if not membership.can(Permission.EDIT_CUSTOMERS):
        mine = mine.filter(ends_at__gt=timezone.now())
    return list(mine.with_people().order_by("starts_at", "pk")[: MOST + 1])


def next_meetings(membership, *, account=None, contact=None, most=5) -> list[Meeting]:
    """The planned meetings with a customer, those that wait to be logged too."""
    planned = Meeting.objects.visible_to(membership).planned()
    planned = planned.filter(account=account) if account else planned.of_contact(contact)
    return list(planned.with_people().order_by("starts_at", "pk")[: most + 1])


def with_meetings(accounts):
    """Each account with whether it `has_meetings` and `has_booking_links`, asked with the account itself."""
    planned = Meeting.objects.planned().filter(account=OuterRef("pk"))
    return accounts.annotate(
        has_meetings=Exists(planned), has_booking_links=Exists(unanswered(account=OuterRef("pk")))
    )


def unanswered(**of):
    """Links to times of which nobody has chosen one yet."""
    return BookingLink.objects.open().filter(**of).exclude(meeting__state=Meeting.State.PLANNED)


def waiting_links(account) -> list[BookingLink]:
    return list(unanswered(account=account).select_related("host__user").order_by("-pk")[:5])


def entries(owner, begin, end, *, seen_by):
    """What stands in the week of a colleague: planned meetings, and held ones that somebody else has logged."""
    rows = Meeting.objects.visible_to(seen_by).of_member(owner).filter(account__archived_at=None)
    rows = rows.filter(starts_at__gte=begin, starts_at__lt=end)
    own = rows.filter(state=Meeting.State.PLANNED) | rows.filter(
        state=Meeting.State.HELD, logged_as__isnull=False
    ).exclude(logged_as__logged_by=owner)
    for each in own.select_related("account").order_by("starts_at", "pk"):
        yield Entry(
            each,
            each.starts_at,
            each.name,
            page="meetings:detail",
            icon=ICONS[each.kind],
            is_done=not each.is_planned,
        )


MEETINGS = DayRows(_("Meetings of today"), day_of, "meetings/today.html")


def next_meeting(account, membership, page):
    """The next one that is to come."""
    return next((each for each in page["meetings"] if not each.is_over), None)


NEXT = Line(_("Next meeting"), next_meeting, "meetings/play_next.html")
