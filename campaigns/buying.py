"""Who bought what, as campaigns ask it: the beginning of their questions."""

from typing import Final

from sales.models import Purchase

UNCOUNTED: Final = [str(each) for each in Purchase.UNCOUNTED]
# With the purchases and who may have bought them: their contact, or all who stand for the customer.
BUYERS = """
bought as (
    select id, account_id, contact_id, ordered_on, currency, total_minor - refunded_minor as left_minor
    from sales_purchase
    where workspace_id = %(workspace)s and archived_at is null and status <> all(%(uncounted)s) and {which}
), buyers as (
    select id, ordered_on, currency, left_minor, contact_id from bought where contact_id is not null
    union
    select bought.id, ordered_on, currency, left_minor, stands.contact_id
    from bought join accounts_position stands
    on stands.workspace_id = %(workspace)s and stands.account_id = bought.account_id
    where bought.contact_id is null
)
"""
