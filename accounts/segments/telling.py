"""How segments are told."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {"accounts.segment": Kind(page="accounts:segment")}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="segments")


VERBS = {
    "segment.created": plain("plus", _("made this segment"), _("Segment made")),
    "segment.changed": plain("pencil", _("changed this segment"), _("Segment changed")),
    "segment.filled": plain("user-plus", _("put people into this segment"), _("People put into a segment")),
    "segment.emptied": plain(
        "users", _("took people out of this segment"), _("People taken out of a segment")
    ),
    "segment.read": plain("refresh", _("read this segment"), _("Segment read")),
    "segment.archived": plain("archive", _("archived this segment"), _("Segment archived")),
    "segment.restored": plain("archive-off", _("restored this segment"), _("Segment restored")),
}
