"""How templates and campaigns are told, to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from accounts.telling import file_format
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"campaigns": _("Campaigns")}

KINDS = {
    "campaigns.template": Kind(page="campaigns:template"),
    "campaigns.campaign": Kind(
        page="campaigns:detail", hidden=("recipient_count", "left_out_count", "counted", "audience")
    ),
}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="campaigns")


def provider_word(detail):
    return {"provider": detail.get("provider", "")}


def gateway_words(detail):
    channel = detail.get("channel", "")
    return {**provider_word(detail), "channel": str(dict(Channel.choices).get(channel, channel))}


VERBS = {
    "template.created": plain("plus", _("made this template"), _("Template of a campaign made")),
    "template.changed": plain("pencil", _("changed this template"), _("Template of a campaign changed")),
    "template.tested": plain("send", _("sent a test of this template"), _("Template of a campaign tested")),
    "template.archived": plain("archive", _("archived this template"), _("Template of a campaign archived")),
    "template.restored": plain(
        "archive-off", _("restored this template"), _("Template of a campaign restored")
    ),
    "gateway.changed": Verb(
        "settings",
        _("named %(provider)s as who sends messages: %(channel)s"),
        label=_("Provider of messages named"),
        group="settings",
        words=gateway_words,
    ),
    "gateway.closed": Verb(
        "lock",
        _("went without %(provider)s: %(channel)s"),
        label=_("Provider of messages closed"),
        group="settings",
        words=gateway_words,
    ),
    "responserules.changed": Verb(
        "settings",
        _("changed whether it is followed who opens letters and presses links"),
        label=_("Following of letters changed"),
        group="settings",
    ),
    "sendingrules.changed": Verb(
        "settings",
        _("changed when offers are sent and how many"),
        label=_("Rules of sending changed"),
        group="settings",
    ),
    "contact.pressed": Verb(
        "link",
        _("the customer pressed a link in a letter of the campaign %(campaign)s"),
        _("%(subject)s pressed a link in a letter of the campaign %(campaign)s"),
        label=_("Link of a campaign pressed"),
        group="campaigns",
        words=lambda detail: {"campaign": detail.get("campaign", "")},
    ),
    "responsehook.opened": Verb(
        "key",
        _("opened an address at which %(provider)s tells of letters"),
        label=_("Address for a provider of e-mail opened"),
        group="settings",
        words=provider_word,
    ),
    "responsehook.closed": Verb(
        "lock",
        _("closed the address at which %(provider)s told of letters"),
        label=_("Address for a provider of e-mail closed"),
        group="settings",
        words=provider_word,
    ),
    "campaign.created": plain("plus", _("made this campaign"), _("Campaign made")),
    "campaign.changed": plain("pencil", _("changed this campaign"), _("Campaign changed")),
    "campaign.archived": plain("archive", _("archived this campaign"), _("Campaign archived")),
    "campaign.restored": plain("archive-off", _("restored this campaign"), _("Campaign restored")),
    "campaign.scheduled": plain("calendar", _("scheduled this campaign"), _("Campaign scheduled")),
    "campaign.unscheduled": plain(
        "pencil", _("made this campaign a draft again"), _("Campaign made a draft again")
    ),
    "campaign.cost_set": plain("coin", _("entered what this campaign cost"), _("Cost of a campaign entered")),
    "creditrules.changed": Verb(
        "settings",
        _("changed which purchases count for a campaign"),
        label=_("Rule of the return on campaigns changed"),
        group="settings",
    ),
    "campaign.won": Verb(
        "star",
        _("letter %(letter)s of this campaign goes to the rest"),
        label=_("Winner of a test decided"),
        group="campaigns",
        words=lambda detail: {"letter": detail.get("letter", "")},
    ),
    "campaign.started": plain("send", _("began to send this campaign"), _("Campaign began to be sent")),
    "campaign.paused": plain("clock", _("paused this campaign"), _("Campaign paused")),
    "campaign.resumed": plain("send", _("sends this campaign on"), _("Campaign sent on")),
    "campaign.cancelled": plain("x", _("cancelled this campaign"), _("Campaign cancelled")),
    "campaign.held_taken": Verb(
        "check",
        _("took «perhaps sent» for sent"),
        _("took «perhaps sent» of %(subject)s for sent"),
        label=_("«Perhaps sent» taken for sent"),
        group="campaigns",
    ),
    "campaign.held_sent_again": Verb(
        "send",
        _("sent «perhaps sent» once more"),
        _("sent «perhaps sent» of %(subject)s once more"),
        label=_("«Perhaps sent» sent once more"),
        group="campaigns",
    ),
    "recipients.exported": Verb(
        "download",
        _("exported %(rows)s recipients of campaigns (%(format)s)"),
        label=_("Recipients of campaigns exported"),
        group="files",
        words=file_format,
    ),
    "campaign.expired": plain("clock", _("did not send this campaign in time"), _("Campaign was too late")),
    "campaign.finished": plain("check", _("sent this campaign to the end"), _("Campaign sent")),
    "campaign.failed": plain(
        "alert-triangle", _("could not begin this campaign"), _("Campaign could not begin")
    ),
}
