"""How the choice about letters of points is told, on the page of the customer and in the audit."""

from django.utils.translation import gettext_lazy as _

from timeline.verbs import Verb

VERBS = {
    "noticeterms.changed": Verb(
        "mail",
        _("changed which letters members get"),
        _("changed which letters members get"),
        label=_("Letters to members set up"),
        group="loyalty",
    ),
    "pointsnotices.refused": Verb(
        "bell",
        _("the customer wants no letters about points"),
        _("the customer wants no letters about points"),
        label=_("Letters about points refused"),
        group="loyalty",
    ),
    "pointsnotices.wanted": Verb(
        "mail",
        _("the customer wants letters about points again"),
        _("the customer wants letters about points again"),
        label=_("Letters about points wanted again"),
        group="loyalty",
    ),
}
