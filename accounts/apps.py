from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from accounts.bulk.jobs import BULK_JOBS
        from accounts.custom.finding import REFRESHING_SEARCH
        from accounts.demo.seed import seed_customers
        from accounts.exports import EXPORTING
        from accounts.fields import account_listing, contact_listing, lead_listing
        from accounts.imports.work import KINDS
        from accounts.lookups import MERGING, Merging
        from accounts.notices import NOTICES
        from accounts.team_verbs import TEAM_VERBS
        from accounts.telling import GROUPS, VERBS
        from accounts.telling import KINDS as RECORDS
        from lib.lists import listings
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo

        for name, verb in {**VERBS, **TEAM_VERBS}.items():
            verbs.register(name, verb)
        for order, (name, label) in enumerate(GROUPS.items()):
            groups.register(name, label, order=order)
        for label, kind in RECORDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=10)
        for name, kind in {**KINDS, **BULK_JOBS, "accounts.export": EXPORTING, MERGING: Merging()}.items():
            job_kinds.register(name, kind)
        job_kinds.register("accounts.refresh_search", REFRESHING_SEARCH)
        for listing in (account_listing, contact_listing, lead_listing):
            listings.register(listing.key, listing)
        demo.register("customers", seed_customers, order=20)
        self.keep_teams()
        self.offer_pages()
        self.tell_state_of_play()
        self.lead_to_customers()
        self.find_duplicates()
        self.keep_segments()

    def offer_pages(self):
        """In the navigation, the menu of what can be made, and the settings."""
        from accounts.lookups import LIST_TITLES, LOOKUPS
        from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        new = {
            "accounts:new": (_("New account"), "building-plus", Permission.EDIT_CUSTOMERS),
            "accounts:contact_new": (_("New contact"), "user-plus", Permission.EDIT_CUSTOMERS),
            "accounts:import": (_("Import customers"), "file-import", Permission.IMPORT),
        }
        fields = NavigationItem(
            "accounts:custom_fields", _("Custom fields"), "layout-list", Permission.MANAGE_SETTINGS
        )
        parts.register("accounts", _("Customers"), order=10)
        settings_menu.register("accounts:custom_fields", fields, order=15)
        asked = NavigationItem(
            "accounts:consent_purposes", _("Consents"), "check", Permission.MANAGE_SETTINGS
        )
        settings_menu.register("accounts:consent_purposes", asked, order=16)
        for order, (url_name, how) in enumerate(new.items(), 1):
            creations.register(url_name, NavigationItem(url_name, *how), order=order * 10)
        see = Permission.VIEW_CUSTOMERS
        navigation.register(
            "accounts", NavigationItem("accounts:list", _("Accounts"), "building", see, CUSTOMERS), order=20
        )
        navigation.register(
            "contacts",
            NavigationItem("accounts:contact_list", _("Contacts"), "address-book", see, CUSTOMERS),
            order=30,
        )
        roles = NavigationItem("accounts:team_roles", _("Team roles"), "users", Permission.MANAGE_SETTINGS)
        settings_menu.register("accounts:team_roles", roles, order=16)
        rules = NavigationItem(
            "accounts:assignment", _("Assignment rules"), "user-check", Permission.ASSIGN_CUSTOMERS
        )
        settings_menu.register("accounts:assignment", rules, order=16)
        icons = {"industries": "briefcase", "regions": "map-pin"}
        for order, name in enumerate(LOOKUPS, 15):
            page = NavigationItem(
                f"accounts:{name}", LIST_TITLES[name], icons[name], Permission.MANAGE_SETTINGS
            )
            settings_menu.register(page.url_name, page, order=order)

    def keep_teams(self):
        from accounts.demo.teams import seed_teams
        from accounts.handing_over import holds_something
        from accounts.panels import Panel, panels
        from accounts.team import give_usual_roles, leave_teams, read_team_panel, rejoin_teams
        from workspaces.demo import demo
        from workspaces.leaving import Leaving, beginnings, holding, leaving

        team = Panel(
            title=_("Team"),
            template="accounts/team_panel.html",
            read=read_team_panel,
            url_name="accounts:team",
            action=_("The whole team"),
            icon="users",
        )
        panels.register("team", team, order=5)
        demo.register("teams", seed_teams, order=49)
        holding.register("accounts:hand_over", holds_something)
        leaving.register("teams", Leaving(leave_teams, rejoin_teams))
        beginnings.register("team roles", give_usual_roles)

    def tell_state_of_play(self):
        from accounts.state_of_play import AVOID, WHO, lines

        lines.register("who", WHO, order=40)
        lines.register("avoid", AVOID, order=50)

    def lead_to_customers(self):
        from accounts.demo.consents import seed_consents
        from accounts.demo.leads import seed_leads
        from accounts.leads.showing import show
        from workspaces.demo import demo

        show()
        demo.register("leads", seed_leads, order=21)
        demo.register("consents", seed_consents, order=22)

    def find_duplicates(self):
        """Likely duplicates, and merging them."""
        from accounts import following
        from accounts.deletion import forgetting
        from accounts.demo.duplicates import seed_duplicates
        from accounts.duplicates.arriving import follow_account, follow_arrivals
        from accounts.duplicates.sweeping import SWEEP, Sweeping
        from accounts.merging import own_rules
        from accounts.merging.forgetting import forget_merges
        from accounts.merging.telling import KINDS, VERBS
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.verbs import verbs
        from workspaces.demo import demo
        from workspaces.navigation import CUSTOMERS, NavigationItem, navigation
        from workspaces.roles import Permission

        demo.register("duplicates", seed_duplicates, order=95)
        own_rules.register()
        job_kinds.register(SWEEP, Sweeping())
        following.changes.register("duplicates", follow_account)
        following.arrivals.register("duplicates", follow_arrivals)
        forgetting.register("merges", forget_merges)
        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        page = NavigationItem(
            "accounts:duplicates", _("Duplicates"), "arrow-merge", Permission.VIEW_CUSTOMERS, CUSTOMERS
        )
        navigation.register("accounts:duplicates", page, order=35)

    def keep_segments(self):
        from accounts.bulk.verbs import add_verbs
        from accounts.demo.segments import seed_segments
        from accounts.segments.bulk import PUT_IN, TAKE_OUT
        from accounts.segments.reading import JOB
        from accounts.segments.slices import NIGHTLY, ReadingAll, ReadingSegment
        from accounts.segments.telling import KINDS, VERBS
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation
        from workspaces.roles import Permission

        groups.register("segments", _("Segments"), order=-2)
        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        job_kinds.register(JOB, ReadingSegment())
        job_kinds.register(NIGHTLY, ReadingAll())
        add_verbs(PUT_IN, TAKE_OUT)
        demo.register("segments", seed_segments, order=90)
        page = NavigationItem(
            "accounts:segments", _("Segments"), "filter", Permission.VIEW_CUSTOMERS, CUSTOMERS
        )
        navigation.register(page.url_name, page, order=32)
        new = NavigationItem("accounts:segment_new", _("New segment"), "filter", Permission.MANAGE_CAMPAIGNS)
        creations.register(new.url_name, new, order=36)
