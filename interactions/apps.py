from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Interactions")

    def ready(self):
        from accounts.deletion import forgetting
        from interactions.calling import UNFINISHED
        from interactions.demo.answers import seed_answers
        from interactions.demo.given import seed_given
        from interactions.demo.promises import seed_follow_ups
        from interactions.demo.seed import seed_interactions
        from interactions.fields import interaction_listing
        from interactions.follow_up_fields import follow_up_listing
        from interactions.forgetting import forget_history
        from interactions.notices import NOTICES
        from interactions.reminding import MovingReminders, move_reminders
        from interactions.telling import GROUPS, KINDS, VERBS
        from interactions.today import FOLLOW_UPS
        from lib.lists import listings
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.models.working_calendar import hours_followers
        from workspaces.today import today

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for order, (name, label) in enumerate(GROUPS.items(), -10):
            groups.register(name, label, order=order)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=15)
        job_kinds.register("interactions.move_reminders", MovingReminders())
        hours_followers.register("interactions", move_reminders)
        forgetting.register("interactions", forget_history)
        for listing in (interaction_listing, follow_up_listing):
            listings.register(listing.key, listing)
        today.register("follow_ups", FOLLOW_UPS, order=10)
        today.register("call sheets", UNFINISHED, order=15)
        demo.register("interactions", seed_interactions, order=30)
        demo.register("ready answers", seed_answers, order=35)
        demo.register("follow_ups", seed_follow_ups, order=31)
        demo.register("given to customers", seed_given, order=36)
        self.offer_pages()
        self.plan_contacts()
        self.take_part_in_mail()
        self.hand_over()
        self.follow_merges()

    def offer_pages(self):
        """In the navigation, the menu of what can be made, and the settings."""
        from workspaces.navigation import NavigationItem, creations, navigation
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        see, edit = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS
        pages = {
            "interactions:follow_ups": (_("Follow-ups"), "calendar-event", see),
            "interactions:list": (_("Interactions"), "message-circle", see),
            "interactions:call_sheets": (_("Call sheets"), "phone", edit),
            "interactions:inbox": (_("Incoming e-mail"), "inbox", edit),
        }
        for order, (url_name, how) in enumerate(pages.items(), 1):
            navigation.register(url_name, NavigationItem(url_name, *how), order=10 + order)
        new = {
            "interactions:new": (_("Log an interaction"), "note", edit),
            "interactions:mail_new": (_("Write an e-mail"), "mail", edit),
            "interactions:follow_up_new": (_("New follow-up"), "calendar-event", edit),
        }
        for order, (url_name, how) in enumerate(new.items(), 1):
            creations.register(url_name, NavigationItem(url_name, *how), order=order)
        answers = NavigationItem(
            "interactions:ready_answers", _("Ready answers"), "writing", Permission.MANAGE_SETTINGS
        )
        parts.register("interactions", _("Keeping in touch"), order=20)
        settings_menu.register("interactions:ready_answers", answers, order=18)
        library = NavigationItem("interactions:library", _("Library"), "heart", Permission.MANAGE_SETTINGS)
        settings_menu.register("interactions:library", library, order=19)

    def plan_contacts(self):
        """Regular contact, and customers who have gone quiet."""
        from accounts import following
        from accounts.fields.accounts import account_fields
        from interactions import scheduling
        from interactions.arranging import ARRANGING
        from interactions.demo.schedules import seed_schedules
        from interactions.occasions import OCCASIONS
        from interactions.quiet import QUIET
        from interactions.rhythm_fields import FIELDS as RHYTHM
        from interactions.standing_fields import FIELDS as STANDING
        from timeline.jobs import job_kinds
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem
        from workspaces.roles import Permission
        from workspaces.settings_menu import settings_menu
        from workspaces.today import today

        today.register("occasions", OCCASIONS, order=25)
        job_kinds.register(scheduling.JOB, ARRANGING)
        following.changes.register("contact schedules", scheduling.follow_account)
        following.concerns.register("contact schedules", scheduling.concerned)
        following.arrivals.register("contact schedules", scheduling.follow_arrivals)
        following.made_along.register("contact schedules", scheduling.made_along)
        for place, field in enumerate([*STANDING, *RHYTHM]):
            account_fields.register(field.key, field, order=45 + place)
        today.register("quiet", QUIET, order=20)
        demo.register("schedules", seed_schedules, order=32)
        rhythms = NavigationItem(
            "interactions:rhythms", _("Regular contact"), "repeat", Permission.MANAGE_SETTINGS
        )
        settings_menu.register("interactions:rhythms", rhythms, order=17)
        asking = NavigationItem(
            "interactions:asking_settings", _("What customers owe"), "hourglass", Permission.MANAGE_SETTINGS
        )
        settings_menu.register("interactions:asking_settings", asking, order=17)
        calendar = NavigationItem(
            "interactions:calendar_settings", _("My calendar"), "calendar", Permission.VIEW_WORKSPACE
        )
        settings_menu.register("interactions:calendar_settings", calendar, order=65)

    def take_part_in_mail(self):
        """What comes in is filed with its customer, and what became of a message is told."""
        from accounts.deletion import forgetting
        from interactions.asking import fill_link
        from interactions.demo.asking import seed_requests
        from interactions.demo.mails import seed_mails
        from interactions.filing import file_by_itself
        from interactions.forgetting import forget_mail
        from interactions.mailing import enclosed_in, tell_settled
        from interactions.today import INBOX
        from messaging.receiving import filing
        from messaging.sending import enclosures, fillings, settled
        from workspaces.demo import demo
        from workspaces.today import today

        demo.register("mails", seed_mails, order=40)
        demo.register("requests to customers", seed_requests, order=41)
        today.register("inbox", INBOX, order=30)
        filing.register("interactions", file_by_itself)
        settled.register("interactions", tell_settled)
        enclosures.register("interactions", enclosed_in)
        fillings.register("requests to customers", fill_link)
        forgetting.register("mail of interactions", forget_mail)

    def hand_over(self):
        """The state of play, and handovers from one account manager to the next."""
        from accounts import following, state_of_play
        from accounts.handing_over import handing_over
        from interactions import lead_answers
        from interactions.holding import CALLS, STEPS
        from interactions.models import handover
        from interactions.playing import HANDOVERS, LINES
        from workspaces.today import today

        handing_over.register("follow_ups", STEPS, order=10)
        handing_over.register("calls", CALLS, order=40)
        for name, follower in {"handovers": handover, "answers to leads": lead_answers}.items():
            following.changes.register(name, follower.follow_owner)
            following.concerns.register(name, follower.concerned)
        for place, (name, line) in enumerate(LINES.items()):
            state_of_play.lines.register(name, line, order=10 + place)
        today.register("handovers", HANDOVERS, order=5)

    def follow_merges(self):
        """Two customers became one: each rhythm, handover and occasion stands there once."""
        from accounts.merging.rules import afterwards, rules
        from interactions.merging import RULES, work_out

        for label, rule in RULES.items():
            rules.register(label, rule)
        afterwards.register("interactions", work_out)
