"""What series and occasions bring to the registries."""

from django.utils.translation import gettext_lazy as _

from campaigns.demo.series import seed_series
from campaigns.telling_series import KINDS, NOTICES, VERBS
from timeline.kinds import kinds
from timeline.notifying import notification_kinds
from timeline.verbs import verbs
from workspaces.demo import demo
from workspaces.navigation import NavigationItem, places
from workspaces.roles import Permission


def join_series():
    for name, verb in VERBS.items():
        verbs.register(name, verb)
    for label, kind in KINDS.items():
        kinds.register(label, kind)
    for name, notice in NOTICES.items():
        notification_kinds.register(name, notice, order=60)
    demo.register("campaigns that come again", seed_series, order=83)
    label = _("Campaigns that come again")
    page = NavigationItem("campaigns:series_list", label, "repeat", Permission.MANAGE_CAMPAIGNS)
    places.register(page.url_name, page, order=18)
