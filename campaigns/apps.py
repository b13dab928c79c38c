from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self):
        from accounts.exports import EXPORTED
        from accounts.fields.contacts import contact_fields
        from accounts.panels import contact_panels
        from campaigns.campaign_fields import campaign_listing
        from campaigns.demo.campaigns import seed_campaigns
        from campaigns.demo.messages import seed_messages
        from campaigns.demo.responses import seed_responses
        from campaigns.demo.templates import seed_templates
        from campaigns.hearing import take_bounce
        from campaigns.joining_automations import join_automations
        from campaigns.joining_series import join_series
        from campaigns.joining_settings import join_settings
        from campaigns.panels import OF_CONTACT
        from campaigns.recipient_fields import Recipients, recipient_listing
        from campaigns.searching import SOURCES
        from campaigns.segment_rules import OF_CONTACTS
        from campaigns.telling import GROUPS, KINDS, VERBS
        from lib.lists import listings
        from messaging.receiving import bounces
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.navigation import NavigationItem, creations, navigation, places
        from workspaces.roles import Permission
        from workspaces.searching import search_sources

        bounces.register("campaigns", take_bounce)
        contact_fields.register(OF_CONTACTS.key, OF_CONTACTS, order=200)
        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-3)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        demo.register("responses to campaigns", seed_responses, order=84)
        demo.register("templates of campaigns", seed_templates, order=80)
        demo.register("campaigns", seed_campaigns, order=82)
        demo.register("messages of campaigns", seed_messages, order=83)
        see = Permission.MANAGE_CAMPAIGNS
        page = NavigationItem("campaigns:list", _("Campaigns"), "send", see)
        navigation.register(page.url_name, page, order=18)
        templates = NavigationItem("campaigns:templates", _("Templates"), "mail", see)
        places.register(templates.url_name, templates, order=18)
        campaign = NavigationItem("campaigns:new", _("New campaign"), "send", see)
        creations.register(campaign.url_name, campaign, order=10)
        new = NavigationItem("campaigns:template_new", _("New template"), "mail", see)
        creations.register(new.url_name, new, order=10)
        listings.register(campaign_listing.key, campaign_listing)
        listings.register(recipient_listing.key, recipient_listing)
        EXPORTED["recipients"] = Recipients()
        contact_panels.register("campaigns", OF_CONTACT, order=30)
        for order, (name, source) in enumerate(SOURCES.items(), 30):
            search_sources.register(name, source, order=order)
        join_series()
        join_settings()
        join_automations()
