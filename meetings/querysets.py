"""Sets of meetings, as adjectives."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from interactions.querysets import AboutAnAccount


class MeetingQuerySet(AboutAnAccount):
    search_function = "search_meeting_ids"

    def kept(self):
        """Lists show them all; what is over is told by the state."""
        return self

    def planned(self):
        return self.filter(state="planned")

    def of_member(self, membership):
        """Those that this member organizes or goes along to."""
        from meetings.models import Companion

        goes_along = Companion.objects.filter(meeting=OuterRef("pk"), member=membership)
        return self.filter(Q(organizer=membership) | Exists(goes_along))

    def of_contact(self, contact):
        from meetings.models import Attendee

        return self.filter(Exists(Attendee.objects.filter(meeting=OuterRef("pk"), contact=contact)))

    def between(self, start, end):
        """Those that take some of this time, its ends left out."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def unlogged(self, now):
        """They are over, and nobody said how they went."""
        return self.planned().filter(ends_at__lte=now)

    def with_people(self):
        from meetings.models import Attendee, Companion

        colleagues = Companion.objects.select_related("member__user").order_by("pk")
        contacts = Attendee.objects.select_related("contact").order_by("pk")
        found = self.select_related("account", "organizer__user")
        return found.prefetch_related(Prefetch("companions", colleagues), Prefetch("attendees", contacts))
