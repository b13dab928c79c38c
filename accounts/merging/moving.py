"""Moving rows from one customer to another, with a note of each: where it was, and how the merge left it."""

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import F

from accounts.merging.rules import rule_of
from accounts.models import MergedRow
from lib.tenancy.models import WorkspaceModel
from lib.tenancy.state import require_workspace_id
from timeline.models import Attachment
from timeline.models.history import HistoryModel

AT_ONCE = 2_000
# Not a part of what a row says; whoever changes it changes something else besides.
UNMARKED = {"updated_at", "version"}

MARK = "md5(row({columns})::text)"
SEAL = """
update accounts_mergedrow note set mark = {mark} from {table} t
where note.workspace_id = %(workspace)s and note.merge_id = %(merge)s and note.table = %(label)s
and t.workspace_id = %(workspace)s and t.id = note.row_id and note.what <> 'aside'
"""
STANDING = """
select t.id, {mark} = note.mark from accounts_mergedrow note join {table} t
on t.workspace_id = note.workspace_id and t.id = note.row_id
where note.workspace_id = %(workspace)s and note.merge_id = %(merge)s and note.table = %(label)s
and note.what <> 'aside'
"""


def keys_to(target: type[models.Model]) -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every field of every table of a workspace that points at these customers; what history kept is not touched."""
    for model in apps.get_models(include_auto_created=True):
        if not issubclass(model, WorkspaceModel) or issubclass(model, HistoryModel):
            continue
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is target:
                yield model, field


def is_unique(model, field) -> bool:
    """Whether moving its rows could meet one that stands there already."""
    named = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    together = any(field.name in each.fields for each in named) or any(
        field.name in names for names in model._meta.unique_together
    )
    return field.unique or together


class Moving:
    """One merge at work, inside its transaction and with both customers locked."""

    def __init__(self, merge, survivor, absorbed):
        self.merge, self.survivor, self.absorbed = merge, survivor, absorbed
        self.counts = defaultdict(lambda: defaultdict(int))

    def move_all(self) -> None:
        for model, field in keys_to(type(self.survivor)):
            rule = rule_of(model, field)
            if rule is not None:
                rule(self, model, field)
            else:
                rows = model.objects.filter(**{field.name: self.absorbed})
                if model is type(self.survivor):
                    rows = rows.exclude(pk__in=[self.survivor.pk, self.absorbed.pk])
                self.move(model, field, rows)
        self._move(Attachment, "record_id", Attachment.objects.of(self.absorbed))

    def move(self, model, field, rows) -> None:
        self._move(model, field.attname, rows)

    def _move(self, model, column, rows) -> None:
        keys = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        for begin in range(0, len(keys), AT_ONCE):
            part = keys[begin : begin + AT_ONCE]
            self._note(model, part, MergedRow.What.MOVED, {column: self.absorbed.pk})
            write(model, part, {column: self.survivor.pk})
        self._count(model, "moved", len(keys))

    def change(self, row, **values) -> None:
        """Write something else into a row: the undo writes back what stood there, unless the row changed since."""
        model = type(row)
        values = {model._meta.get_field(name).attname: value for name, value in values.items()}
        before = {column: getattr(row, column) for column in values}
        if before == values:
            return
        self._note(model, [row.pk], MergedRow.What.CHANGED, before)
        write(model, [row.pk], values)
        for column, value in values.items():
            setattr(row, column, value)

    def set_aside(self, rows) -> None:
        """Take rows out that would stand there twice; all their columns are kept for the undo."""
        rows = list(rows.order_by("pk").select_for_update(no_key=True))
        for row in rows:
            before = {field.attname: getattr(row, field.attname) for field in written_fields(type(row))}
            self._note(type(row), [row.pk], MergedRow.What.ASIDE, before)
            row.delete()
        if rows:
            self._count(type(rows[0]), "aside", len(rows))

    def leave(self, model, count: int) -> None:
        """So many rows stay with the absorbed one, since the survivor has such a row."""
        self._count(model, "stays", count)

    def _count(self, model, what, count) -> None:
        if count:
            self.counts[model._meta.label_lower][what] += count

    def _note(self, model, keys, what, before) -> None:
        label = model._meta.label_lower
        held = MergedRow.objects.filter(merge=self.merge, table=label, row_id__in=keys).only(
            "pk", "row_id", "before", "what"
        )
        noted = {note.row_id: note for note in held}
        for note in noted.values():
            note.before = {**before, **note.before}  # what stood there at first counts
            note.what = MergedRow.What.ASIDE if what == MergedRow.What.ASIDE else note.what
        MergedRow.objects.bulk_update(noted.values(), ["before", "what"])
        new = [
            MergedRow(merge=self.merge, table=label, row_id=pk, what=what, before=before)
            for pk in keys
            if pk not in noted
        ]
        MergedRow.objects.bulk_create(new, AT_ONCE)

    def seal(self) -> None:
        """Mark every row as it is now, at the end of the merge: whoever changes it later changes its mark."""
        labels = set(MergedRow.objects.filter(merge=self.merge).values_list("table", flat=True))
        for label in sorted(labels):
            columns = [field.column for field in marked_fields(apps.get_model(label))]
            self.merge.columns[label] = columns
            run(SEAL, self.merge, label, columns)
        self.merge.counts = {label: dict(counts) for label, counts in self.counts.items()}
        self.merge.save(update_fields=["columns", "counts"])


def written_fields(model) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def marked_fields(model) -> list[models.Field]:
    """What says whether a row changed: not what is kept up to date beside it."""
    beside = UNMARKED | set(getattr(model, "kept_by_others", ()))
    return [field for field in written_fields(model) if field.name not in beside]


def write(model, keys, values) -> None:
    """These columns into these rows. A form that holds an older version of one learns that it changed."""
    names = {field.name for field in model._meta.concrete_fields if not field.is_relation}
    raised = {"version": F("version") + 1} if "version" in names else {}
    model.objects.filter(pk__in=keys).update(**values, **raised)


def run(sql, merge, label, columns) -> list:
    """Marks of rows of one table. Our own names of tables and columns."""
    model, quote = apps.get_model(label), connection.ops.quote_name
    named = ", ".join(f"t.{quote(column)}" for column in columns)
    statement = sql.format(mark=MARK.format(columns=named), table=quote(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"workspace": require_workspace_id(), "merge": merge.pk, "label": label})
        return cursor.fetchall() if cursor.description else []


def standing_rows(merge, label) -> dict[int, bool]:
    """{key: whether it is as the merge left it} of the rows of one table that are still there."""
    model = apps.get_model(label)
    known = {field.column for field in written_fields(model)}
    columns = merge.columns.get(label, [])
    if not set(columns) <= known:
        return dict.fromkeys(
            MergedRow.objects.filter(merge=merge, table=label).values_list("row_id", flat=True), False
        )
    return dict(run(STANDING, merge, label, columns))
