"""What a merge of two customers does with tables of updates that cannot simply be moved."""

from django.db.models import Q

from accounts.merging.rules import one_each
from updates.models import CustomerUpdate

State = CustomerUpdate.State
RULES = {
    "updates.updaterhythm": one_each(),
    "updates.customerupdate": one_each(when=Q(state=State.DRAFT), sets=lambda: {"state": State.SKIPPED}),
}
