"""How the settings of e-mail are told to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "messaging.sender": Kind(ltr=("from_address", "server_host", "signed_domain")),
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
    "sender.server_changed": Verb(
        "mail",
        _("e-mail leaves by %(host)s"),
        label=_("Mail server changed"),
        group="settings",
        history=SUBJECT,
    ),
    "sender.server_left": Verb(
        "mail",
        _("e-mail leaves by the server of the installation"),
        label=_("Mail server given up"),
        group="settings",
        history=SUBJECT,
    ),
    "sender.domain_named": Verb(
        "key",
        _("made a key for letters from %(domain)s"),
        label=_("Key for a domain of e-mail"),
        group="settings",
    ),
    "sender.domain_proven": Verb(
        "check",
        _("letters from %(domain)s are signed"),
        label=_("Domain of e-mail proven"),
        group="settings",
    ),
    "sender.domain_left": Verb(
        "ban",
        _("letters from %(domain)s are not signed any more"),
        label=_("Domain of e-mail given up"),
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
