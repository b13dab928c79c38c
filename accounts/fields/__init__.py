"""What the lists of accounts and of contacts know of their records: columns, sorts, filters, cells of files."""

from accounts.fields.accounts import account_fields, account_listing
from accounts.fields.contacts import contact_fields, contact_listing
from accounts.fields.leads import lead_fields, lead_listing

__all__ = [
    "account_fields",
    "account_listing",
    "contact_fields",
    "contact_listing",
    "lead_fields",
    "lead_listing",
]
