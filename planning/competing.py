"""The workspace's list of competitors."""

from django.db import transaction

from planning.models import Competitor
from timeline.services import record


@transaction.atomic
def add_competitor(*, by, fields, form_token=None) -> Competitor:
    made = Competitor(**fields, form_token=form_token)
    made.save()
    record("competitor.added", made, by=by)
    return made


@transaction.atomic
def change_competitor(competitor, *, by, read_version, changed) -> None:
    """Raises Stale when somebody saved it meanwhile."""
    names = [name for name in changed if name in ("name", "notes")]
    if names:
        competitor.save_version(read_version=read_version)
        record("competitor.changed", competitor, by=by, fields=sorted(names))
