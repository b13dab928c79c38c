"""The catalogue: adding a product and changing it. Archiving stands with Product itself."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from sales.models import Product
from timeline.services import record


@transaction.atomic
def add_product(*, by, fields: dict[str, Any], form_token=None) -> Product:
    """IntegrityError when the form was sent before, or another product has this SKU."""
    made = Product(**fields, created_by=by, form_token=form_token)
    made.save()
    record("product.created", made, by=by)
    return made


@transaction.atomic
def change_product(product, *, by, read_version, changed: Sequence[str]) -> Product:
    """Save an edited product; `changed` names the fields, none of them means nothing. Raises Stale."""
    if not changed:
        return product
    product.save_version(read_version=read_version)
    record("product.changed", product, by=by, fields=sorted(changed))
    return product
