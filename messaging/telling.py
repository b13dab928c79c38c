"""How the settings of e-mail are told to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "messaging.sender": Kind(ltr=("from_address",)),
    "messaging.suppression": Kind(ltr=("address",)),
}

VERBS = {
    "sender.changed": Verb(
        "mail",
        _("changed the sender of e-mail"),
        label=_("Sender of e-mail changed"),
        group="settings",
        history=SUBJECT,
    ),
    "sender.mailbox_renewed": Verb(
        "refresh",
        _("gave the mailbox a new address"),
        label=_("New address of the mailbox"),
        group="settings",
    ),
    "sender.mailbox_closed": Verb(
        "lock",
        _("closed the mailbox"),
        label=_("Mailbox closed"),
        group="settings",
    ),
    "suppression.added": Verb(
        "ban",
        _("nothing is sent to %(address)s any more"),
        label=_("Address suppressed"),
        group="settings",
    ),
    "suppression.lifted": Verb(
        "mail",
        _("messages may be sent to %(address)s again"),
        label=_("Address no longer suppressed"),
        group="settings",
    ),
}
