"""An audience in words, and what customers may be chosen by: for pages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Account, Segment
from campaigns.series_words import turn_in_words
from lib import formats
from lib.formats import isolated
from workspaces.models import Membership

LABELS: dict[str, Any] = {
    "status": gettext_lazy("Status"),
    "tier": gettext_lazy("Tier"),
    "management_type": gettext_lazy("Type of account"),
    "owner": gettext_lazy("Account manager"),
    "city": gettext_lazy("City"),
}
MOST_CITIES = 40


def cities(chosen=()) -> list[str]:
    """Those with the most customers, and those chosen before, by name."""
    kept = Account.objects.standing().kept().exclude(city="")
    rows = kept.order_by().values_list("city").annotate(count=Count("pk")).order_by("-count", "city")
    return sorted({city for city, _count in rows[:MOST_CITIES]} | set(chosen))


def colleagues(chosen=()) -> list[Membership]:
    """Who may have customers, and who is chosen although they left."""
    found = Membership.objects.filter(ended_at=None) | Membership.objects.filter(pk__in=list(chosen))
    return list(found.select_related("user").order_by("user__name", "pk"))


def in_words(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value of each thing it is narrowed by; the whole of it first."""
    turn = [turn_in_words(spec["turn"])] if "turn" in spec else []
    chosen = spec.get("accounts")
    if "segment" in spec:
        segment = Segment.objects.filter(number=spec["segment"]).first()
        return [(_("Segment"), isolated(segment.name) if segment else str(spec["segment"])), *turn]
    if chosen is None:
        return [(pgettext("audience", "Who"), _("Everybody who agreed")), *turn]
    return [
        (pgettext("audience", "Who"), _("Contacts of customers that are chosen by:")),
        *((str(LABELS[name]), formats.listed(_values(name, values))) for name, values in chosen.items()),
        *turn,
    ]


def _values(name: str, values) -> list[str]:
    if name == "owner":
        return [isolated(member.user.name) for member in colleagues(values) if member.pk in values]
    if name == "city":
        return [isolated(value) for value in values]
    known = dict(Account._meta.get_field(name).flatchoices)
    return [str(known.get(value, value)) for value in values]
