"""New customers of a file whose type asks for another colleague: they come without the type, which is told."""

from accounts.owning import refusal
from workspaces.models import Membership


def leave_out_refused_types(rows, otherwise: int | None) -> None:
    """Of checked rows, those without a colleague go to `otherwise` (the key of a membership)."""
    typed = [(row, row.owner_id or otherwise) for row in rows if row.account.get("management_type")]
    owners = Membership.objects.in_bulk({owner for _row, owner in typed if owner})
    for row, owner in typed:
        if refusal(row.account["management_type"], owners.get(owner)):
            row.note("management_type", "may_not_own", row.texts.get("management_type", ""))
            del row.account["management_type"]
