from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self):
        from accounts import state_of_play
        from accounts.deletion import forgetting
        from accounts.handing_over import handing_over
        from accounts.merging.rules import one_each, rules
        from interactions import ical as calendars
        from interactions import week
        from lib.lists import listings
        from meetings.demo.seed import seed_meetings
        from meetings.fields import meeting_listing
        from meetings.forgetting import forget_meetings
        from meetings.holding import PLANNED
        from meetings.ical import entries_of
        from meetings.telling import GROUPS, KINDS, NOTICES, VERBS
        from meetings.today import MEETINGS, NEXT, entries
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.today import today

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-8)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=16)
        handing_over.register("meetings", PLANNED, order=20)
        listings.register(meeting_listing.key, meeting_listing)
        today.register("meetings", MEETINGS, order=8)
        week.further.register("meetings", entries)
        calendars.further.register("meetings", entries_of)
        state_of_play.lines.register("next_meeting", NEXT, order=15)
        forgetting.register("meetings", forget_meetings)
        rules.register("meetings.attendee", one_each("meeting_id", goes=True))
        demo.register("meetings", seed_meetings, order=37)
        self.offer_pages()
        self.take_part_in_mail()

    def take_part_in_mail(self):
        """What became of an invitation is told, and what a contact answers to one is kept."""
        from meetings.answering import answer_by_mail
        from meetings.inviting import tell_settled
        from messaging.receiving import filing
        from messaging.sending import settled

        # Before whoever files every message of a customer.
        filing.register("meetings", answer_by_mail, order=-10)
        settled.register("meetings", tell_settled)

    def offer_pages(self):
        from workspaces.navigation import NavigationItem, creations, navigation
        from workspaces.roles import Permission

        see, edit = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS
        navigation.register(
            "meetings:list", NavigationItem("meetings:list", _("Meetings"), "users", see), order=12
        )
        creations.register(
            "meetings:new", NavigationItem("meetings:new", _("Plan a meeting"), "users", edit), order=3
        )
        creations.register(
            "meetings:booking_new",
            NavigationItem("meetings:booking_new", _("Offer times for a meeting"), "calendar-event", edit),
            order=3,
        )
