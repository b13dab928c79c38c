"""What people write down about numbers, targets, notes and reports put together: added, changed, brought back."""

from typing import Any

from django.db import IntegrityError, transaction

from interactions.models.kept import Offered
from timeline.services import record


class SetBefore(Exception):
    """There is a target for this number, these customers and this month."""


@transaction.atomic
def add(model: type[Offered], *, by, form_token=None, **fields) -> Any:
    """IntegrityError when the form was sent before; SetBefore for a second target of the same."""
    try:
        with transaction.atomic():
            made = model.objects.create(form_token=form_token, **fields)
    except IntegrityError as refusal:
        raise_known(refusal)
        raise
    record(f"{model._meta.model_name}.created", made, by=by)
    return made


@transaction.atomic
def change(written: Offered, *, by, read_version: int, fields: dict[str, Any]) -> None:
    """Raises Stale when somebody saved it meanwhile, SetBefore as add()."""
    changed = sorted(name for name, value in fields.items() if getattr(written, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(written, name, fields[name])
    try:
        with transaction.atomic():
            written.save_version(read_version=read_version)
    except IntegrityError as refusal:
        raise_known(refusal)
        raise
    record(f"{written._meta.model_name}.changed", written, by=by, fields=changed)


@transaction.atomic
def restore(written: Offered, *, by) -> None:
    """Raises SetBefore where another target took its place meanwhile."""
    try:
        with transaction.atomic():
            written.restore(by=by)
    except IntegrityError as refusal:
        raise_known(refusal)
        raise


def raise_known(refusal: IntegrityError) -> None:
    if "reports_target_once" in str(refusal):
        raise SetBefore from refusal
