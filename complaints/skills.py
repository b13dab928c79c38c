"""Which categories of complaints each colleague knows."""

from django.db import transaction

from complaints.assigning import handlers
from complaints.models import ComplaintSkill
from timeline.services import record
from workspaces.models import Membership


def known_by() -> dict[int, set[int]]:
    """Keys of the categories by the key of the membership."""
    known: dict[int, set[int]] = {}
    for member, category in ComplaintSkill.objects.values_list("member_id", "category_id"):
        known.setdefault(member, set()).add(category)
    return known


@transaction.atomic
def set_skills(wanted: dict[Membership, set[int]], *, by) -> list[Membership]:
    """Keep what each of these colleagues knows, by the keys of the categories; those who know something else now."""
    keys = sorted(each.pk for each in wanted)
    list(handlers().select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    known, changed = known_by(), []
    for member, categories in wanted.items():
        before = known.get(member.pk, set())
        if before == categories:
            continue
        ComplaintSkill.objects.filter(member=member, category__in=before - categories).delete()
        ComplaintSkill.objects.bulk_create(
            ComplaintSkill(member=member, category_id=pk) for pk in sorted(categories - before)
        )
        record("membership.complaint_skills_changed", member, by=by)
        changed.append(member)
    return changed
