"""How interactions are told: on the pages of customers, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from interactions.models import Interaction
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"interactions": _("Interactions")}

KINDS = {
    "interactions.interaction": Kind(
        rows=Interaction.objects.visible_to,
        page="interactions:detail",
        labels={"contacts": (_("Contacts added"), _("Contacts removed"))},
    ),
}


def channel_word(detail):
    names = dict(Interaction.Channel.choices)
    return {"channel": str(names.get(detail.get("channel"), ""))}


VERBS = {
    "interaction.logged": Verb(
        "note",
        _("logged this interaction"),
        _("logged an interaction (%(channel)s)"),
        label=_("Interaction logged"),
        group="interactions",
        words=channel_word,
    ),
    "interaction.changed": Verb(
        "pencil",
        _("edited this interaction"),
        _("edited the interaction %(subject)s"),
        label=_("Interaction edited"),
        group="interactions",
        history=SUBJECT,
    ),
    "interaction.removed": Verb(
        "trash",
        _("removed this interaction"),
        _("removed the interaction %(subject)s"),
        label=_("Interaction removed"),
        group="interactions",
    ),
    "interaction.restored": Verb(
        "arrow-back-up",
        _("brought this interaction back"),
        _("brought the interaction %(subject)s back"),
        label=_("Interaction brought back"),
        group="interactions",
    ),
}
