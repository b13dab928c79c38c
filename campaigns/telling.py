"""How templates are told, to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"campaigns": _("Campaigns")}

KINDS = {"campaigns.template": Kind(page="campaigns:template")}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="campaigns")


VERBS = {
    "template.created": plain("plus", _("made this template"), _("Template of a campaign made")),
    "template.changed": plain("pencil", _("changed this template"), _("Template of a campaign changed")),
    "template.tested": plain("send", _("sent a test of this template"), _("Template of a campaign tested")),
    "template.archived": plain("archive", _("archived this template"), _("Template of a campaign archived")),
    "template.restored": plain(
        "archive-off", _("restored this template"), _("Template of a campaign restored")
    ),
}
