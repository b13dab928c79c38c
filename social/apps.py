from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    name = "social"
    verbose_name = _("Social media")

    def ready(self):
        from lib.lists import listings
        from social.demo.mentions import seed_mentions
        from social.demo.posts import seed_posts
        from social.fields import mention_listing
        from social.imports.work import JOB, ImportingMentions
        from social.notices import NOTICES
        from social.telling import GROUPS, KINDS, VERBS
        from social.today import MENTIONS, POSTS
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.notifying import notification_kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.today import today

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-5)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for name, notice in NOTICES.items():
            notification_kinds.register(name, notice, order=25)
        job_kinds.register(JOB, ImportingMentions())
        listings.register(mention_listing.key, mention_listing)
        today.register("social", MENTIONS, order=15)
        today.register("posts", POSTS, order=28)
        demo.register("posts", seed_posts, order=46)
        demo.register("mentions on social media", seed_mentions, order=45)
        self.offer_pages()

    def offer_pages(self):
        """In the navigation, the menu of what can be made, and the settings."""
        from workspaces.navigation import NavigationItem, creations, navigation
        from workspaces.roles import Permission
        from workspaces.settings_menu import parts, settings_menu

        inbox = NavigationItem("social:list", _("Social media"), "speakerphone", Permission.VIEW_CUSTOMERS)
        navigation.register(inbox.url_name, inbox, order=16)
        new = NavigationItem("social:new", _("New mention"), "speakerphone", Permission.EDIT_CUSTOMERS)
        creations.register(new.url_name, new, order=8)
        post = NavigationItem("social:post_new", _("New post"), "writing", Permission.EDIT_CUSTOMERS)
        creations.register(post.url_name, post, order=9)
        rules = NavigationItem("social:rules", _("Social media"), "speakerphone", Permission.MANAGE_SETTINGS)
        parts.register("social", _("Keeping in touch"), order=20)
        settings_menu.register(rules.url_name, rules, order=19)
