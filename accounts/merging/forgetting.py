"""What goes with a customer who is deleted for good: the merges it took part in."""

from django.db.models import Q

from accounts.models import Merge


def forget_merges(model, pk) -> None:
    part = Q(survivor_id=pk) | Q(absorbed_id=pk)
    Merge.objects.filter(part, kind=model._meta.label_lower).delete()
