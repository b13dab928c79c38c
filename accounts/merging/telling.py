"""How merges are told: on the pages of both, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Merge
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

KINDS = {"accounts.merge": Kind(rows=lambda membership: Merge.objects.all(), page="accounts:merge")}

_MERGED = _("merged %(other)s (no. %(number)s) into this one")
_UNMERGED = _("undid the merge with %(other)s (no. %(number)s)")
_ABSORBED = _("merged this one into %(into)s")
_SEPARATED = _("took this one out of %(other)s again")

VERBS = {
    "account.merged": Verb(
        "arrow-merge", _MERGED, label=_("Accounts merged"), group="beginnings", history=SUBJECT
    ),
    "account.unmerged": Verb(
        "arrow-back-up", _UNMERGED, label=_("Merge of accounts undone"), group="beginnings", history=SUBJECT
    ),
    "account.absorbed": Verb("arrow-merge", _ABSORBED, group="beginnings"),
    "account.separated": Verb("arrow-back-up", _SEPARATED, group="beginnings"),
    "contact.merged": Verb(
        "arrow-merge", _MERGED, label=_("Contacts merged"), group="beginnings", history=SUBJECT
    ),
    "contact.unmerged": Verb(
        "arrow-back-up", _UNMERGED, label=_("Merge of contacts undone"), group="beginnings", history=SUBJECT
    ),
    "contact.absorbed": Verb("arrow-merge", _ABSORBED, group="beginnings"),
    "contact.separated": Verb("arrow-back-up", _SEPARATED, group="beginnings"),
    "duplicate.refused": Verb(
        "ban",
        _("said that this is not the same as %(other)s"),
        label=_("Not a duplicate"),
        group="changes",
    ),
    "duplicate.reopened": Verb(
        "arrow-back-up",
        _("asks again whether this is the same as %(other)s"),
        label=_("Duplicate to be reviewed again"),
        group="changes",
    ),
}
