"""A merge reaches every table that points at a customer, and knows what to do where rows could meet."""

import pytest

from accounts.merging.moving import is_unique, keys_to
from accounts.merging.rules import rule_of, rules
from accounts.models import Account, Contact
from lib.tenancy.constraints import AppendOnly

pytestmark = pytest.mark.net


def keys():
    return [(model, field) for target in (Account, Contact) for model, field in keys_to(target)]


def is_append_only(model, field) -> bool:
    """Whether the app may not write this column of a row that stands."""
    locks = [each for each in model._meta.constraints if isinstance(each, AppendOnly)]
    return any(field.name not in each.but for each in locks)


@pytest.mark.parametrize(
    ("model", "field"), keys(), ids=lambda each: getattr(each, "name", None) or each._meta.label_lower
)
def test_a_table_whose_rows_could_meet_at_the_survivor_has_a_rule(model, field):
    """Register one in AppConfig.ready(): accounts.merging.rules tells how."""
    needs_one = is_unique(model, field) or is_append_only(model, field)
    assert rule_of(model, field) is not None or not needs_one


def test_every_rule_is_of_a_table_that_points_at_customers():
    known = {f"{model._meta.label_lower}{end}" for model, field in keys() for end in ("", f".{field.name}")}
    assert set(rules.keys()) <= known
