"""The job of an import of mentions."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.bringing.steps import begin, take_in
from accounts.bringing.work import BringingIn
from lib.spreadsheets import original
from social.arriving import ArrivalForm, named
from social.imports.columns import COLUMNS
from social.models import MentionImport, SocialMention, SocialRules
from social.services import take_in as take_mention_in

JOB = "social.import"


def bring_file(file, *, name, size, by, form_token=None) -> MentionImport:
    return take_in(
        MentionImport(file_name=name, created_by=by, form_token=form_token), file, size, COLUMNS.match
    )


start_import = partial(begin, job=JOB)


class ImportingMentions(BringingIn):
    label = _("Import of mentions")
    model = MentionImport
    one_url = "social:import_one"
    counts = ("kept", "known", "refused")
    kept = ("refused_rows",)

    def keep_rows(self, origin, rows, *, by):
        rules = SocialRules.objects.standing()
        for number, cells in rows:
            keep_row(origin, number, cells, by=by, rules=rules)

    def refuse_rows(self, origin, rows):
        for number, cells in rows:
            origin.refuse(number, cells, [""])


def keep_row(origin, number, cells, *, by, rules) -> None:
    said = {
        key: original(cell) for key, cell in zip(origin.mapping, cells, strict=False) if key and cell.strip()
    }
    said.setdefault("network", origin.network)
    form = ArrivalForm(named(said))
    if not form.is_valid():
        origin.refuse(number, cells, sorted(form.errors))
        return
    made = take_mention_in(
        fields=form.fields_of_mention,
        source=SocialMention.Source.IMPORT,
        external_id=form.external_name,
        closed=form.decided,
        by=by,
        rules=rules,
    )
    if made is None:
        origin.known += 1
    else:
        origin.kept += 1
