"""After a merge of two customers, and after its undo: what each bought altogether."""

from accounts.models import Account
from sales.models.totals import keep_totals


def work_out(record) -> None:
    if isinstance(record, Account):
        keep_totals([record.pk])
