"""How opening balances from files are told."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from loyalty.models import PointsImport
from timeline.kinds import Kind
from timeline.verbs import Verb
from workspaces.roles import Permission


def rows_for(member):
    rows = PointsImport.objects.all()
    return rows if member.can(Permission.MANAGE_LOYALTY) else rows.none()


KINDS = {"loyalty.pointsimport": Kind(rows=rows_for, page="loyalty:points_import_one")}


def words(detail) -> dict:
    return {name: formats.number(detail.get(name, 0)) for name in ("added", "points")}


VERBS = {
    "pointsimport.started": Verb(
        "file-import",
        _("began to bring this file of opening balances in"),
        _("began to bring in the file of opening balances %(subject)s"),
        label=_("Import of opening balances started"),
        group="loyalty",
    ),
    "pointsimport.ended": Verb(
        "file-import",
        _("brought in this file of opening balances. Rows added: %(added)s, points: %(points)s"),
        _("brought in the file of opening balances %(subject)s. Rows added: %(added)s, points: %(points)s"),
        label=_("Import of opening balances ended"),
        group="loyalty",
        words=words,
    ),
}
