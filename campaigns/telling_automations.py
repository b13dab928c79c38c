"""How automations are told."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

KINDS = {"campaigns.automation": Kind(page="campaigns:automation", hidden=("design",))}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="campaigns")


VERBS = {
    "automation.created": plain("plus", _("made this automation"), _("Automation made")),
    "automation.changed": plain(
        "pencil", _("changed the draft of this automation"), _("Draft of an automation changed")
    ),
    "automation.published": Verb(
        "send",
        _("published version %(version)s of this automation"),
        _("published version %(version)s of the automation %(subject)s"),
        label=_("Automation published"),
        group="campaigns",
        words=lambda detail: {"version": detail.get("version", "")},
    ),
    "automation.paused": plain("clock", _("paused this automation"), _("Automation paused")),
    "automation.resumed": plain("send", _("let this automation go on"), _("Automation went on")),
    "automation.ended": plain("ban", _("ended this automation"), _("Automation ended")),
    "automation.taken_out": plain(
        "x", _("took somebody out of this automation"), _("Contact taken out of an automation")
    ),
    "automation.archived": plain("archive", _("archived this automation"), _("Automation archived")),
    "automation.restored": plain("archive-off", _("restored this automation"), _("Automation restored")),
}

NOTICES = {
    "automation.paused": NotificationKind(
        label=_("An automation was paused by Sila"),
        icon="alert-triangle",
        one=_("Nobody goes on in %(subject)s. Its page says why."),
        called=lambda automation: automation.name,
    ),
}
