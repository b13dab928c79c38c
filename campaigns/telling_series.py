"""How series and occasions are told."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

KINDS = {
    "campaigns.series": Kind(page="campaigns:series"),
    "campaigns.occasion": Kind(page="campaigns:occasion_edit"),
}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="campaigns")


VERBS = {
    "series.created": plain("plus", _("made this series"), _("Series of campaigns made")),
    "series.changed": plain("pencil", _("changed this series"), _("Series of campaigns changed")),
    "series.started": plain("repeat", _("started this series"), _("Series of campaigns started")),
    "series.stopped": plain("clock", _("stopped this series"), _("Series of campaigns stopped")),
    "series.missed": plain(
        "alert-triangle",
        _("left an issue of this series out: it would have come too late"),
        _("Issue of a series left out"),
    ),
    "series.archived": plain("archive", _("archived this series"), _("Series of campaigns archived")),
    "series.restored": plain("archive-off", _("restored this series"), _("Series of campaigns restored")),
    "occasion.created": plain("plus", _("added this occasion"), _("Occasion for campaigns added")),
    "occasion.changed": plain("pencil", _("changed this occasion"), _("Occasion for campaigns changed")),
    "occasion.archived": plain("archive", _("archived this occasion"), _("Occasion for campaigns archived")),
    "occasion.restored": plain(
        "archive-off", _("restored this occasion"), _("Occasion for campaigns restored")
    ),
    "campaign.declined": plain("x", _("did not want this issue sent"), _("Issue of a series declined")),
    "campaign.lapsed": plain(
        "clock",
        _("let this issue go: nobody approved it in time"),
        _("Issue of a series not approved in time"),
    ),
}

NOTICES = {
    "series.to_approve": NotificationKind(
        label=_("An issue of a series of campaigns waits for approval"),
        icon="mail",
        one=_("Look at this and approve it, or it is not sent: %(subject)s."),
        called=lambda issue: issue.name,
    ),
    "series.stopped": NotificationKind(
        label=_("A series of campaigns was stopped by Sila"),
        icon="alert-triangle",
        one=_("No further issues come of %(subject)s. Its page says why."),
        called=lambda series: series.name,
    ),
}
