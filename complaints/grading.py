"""How severe a complaint is in this workspace: the usual table of complaints/severity.py, with what was changed."""

from django.db import transaction

from complaints.models import SeverityRule
from complaints.severity import USUAL, Matrix
from timeline.services import record
from workspaces.models import Workspace


def matrix() -> Matrix:
    rows = SeverityRule.objects.values_list("impact", "urgency", "severity")
    return {**USUAL, **{(impact, urgency): severity for impact, urgency, severity in rows}}


def severity_of(impact: int, urgency: int) -> int:
    return matrix()[impact, urgency]


@transaction.atomic
def change_matrix(wanted: Matrix, *, by) -> bool:
    """Keep the table; whether anything is another. What was assessed stays as severe as a person said it is."""
    # Two who save at once: the second one sees what the first has written.
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=by.workspace_id).values_list("pk"))
    before = matrix()
    changed = {cell: value for cell, value in wanted.items() if before[cell] != value}
    for (impact, urgency), value in changed.items():
        SeverityRule.objects.update_or_create(impact=impact, urgency=urgency, defaults={"severity": value})
    if changed:
        record("severitymatrix.changed", by.workspace, by=by, count=len(changed))
    return bool(changed)
