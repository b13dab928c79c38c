"""The occasions of a workspace: written, changed, archived, and the usual ones of its country."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import transaction

from campaigns.models import Occasion, Series
from campaigns.repeating import first_day
from lib.tenancy.models import take_numbers
from timeline.services import record


class Usual(NamedTuple):
    name_ar: str
    name_en: str
    is_hijri: bool
    month: int
    of_month: int


EVERYWHERE: Final[Sequence[Usual]] = (
    Usual("رأس السنة الهجرية", "Hijri new year", True, 1, 1),
    Usual("بداية رمضان", "Beginning of Ramadan", True, 9, 1),
    Usual("عيد الفطر", "Eid al-Fitr", True, 10, 1),
    Usual("عيد الأضحى", "Eid al-Adha", True, 12, 10),
    Usual("رأس السنة الميلادية", "New Year", False, 1, 1),
    Usual("عيد الأم", "Mother’s Day", False, 3, 21),
)
# The days by which the countries themselves call them; Oman's since 2025.
OF_COUNTRY: Final[Mapping[str, Sequence[Usual]]] = {
    "SA": (
        Usual("يوم التأسيس", "Saudi Founding Day", False, 2, 22),
        Usual("اليوم الوطني السعودي", "Saudi National Day", False, 9, 23),
    ),
    "AE": (Usual("عيد الاتحاد", "UAE National Day", False, 12, 2),),
    "KW": (
        Usual("العيد الوطني الكويتي", "Kuwait National Day", False, 2, 25),
        Usual("يوم تحرير الكويت", "Kuwait Liberation Day", False, 2, 26),
    ),
    "QA": (Usual("اليوم الوطني القطري", "Qatar National Day", False, 12, 18),),
    "BH": (Usual("العيد الوطني البحريني", "Bahrain National Day", False, 12, 16),),
    "OM": (Usual("اليوم الوطني العُماني", "Oman National Day", False, 11, 20),),
    "JO": (Usual("عيد استقلال الأردن", "Jordan Independence Day", False, 5, 25),),
    "EG": (Usual("عيد ثورة 23 يوليو", "Egypt Revolution Day", False, 7, 23),),
}


class InUse(Exception):
    """Series that run are sent on it: stop them first."""


@transaction.atomic
def add_occasion(*, by, form_token=None, **written) -> Occasion:
    """IntegrityError when the form was sent before."""
    made = Occasion.objects.create(form_token=form_token, **written)
    record("occasion.created", made, by=by)
    return made


@transaction.atomic
def change_occasion(occasion, *, by, read_version: int, fields: dict[str, Any]) -> None:
    """Series that are sent on it are planned anew. Raises Stale."""
    changed = sorted(name for name, value in fields.items() if getattr(occasion, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(occasion, name, fields[name])
    occasion.save_version(read_version=read_version)
    record("occasion.changed", occasion, by=by, fields=changed)
    for series in _running(occasion).select_for_update(no_key=True).order_by("pk"):
        series.occasion = occasion
        day = first_day(series)
        if day is not None:
            series.plan(day)
            series.save(update_fields=["next_on", "due_at"])


@transaction.atomic
def archive_occasion(occasion, *, by) -> None:
    """Not offered any more. Raises InUse."""
    occasion.wait_to_change()
    if _running(occasion).exists():
        raise InUse
    occasion.archive(by=by)


def missing_ones(country: str) -> list[Usual]:
    """The usual ones that the workspace does not have, in use or archived."""
    known = set(Occasion.objects.values_list("is_hijri", "month", "of_month"))
    usual = [*EVERYWHERE, *OF_COUNTRY.get(country, ())]
    return [each for each in usual if (each.is_hijri, each.month, each.of_month) not in known]


@transaction.atomic
def add_usual_ones(country: str, *, by) -> list[Occasion]:
    """Pressed twice, the second time adds nothing."""
    take_numbers(Occasion, 0)  # one at a time
    return [add_occasion(by=by, **each._asdict()) for each in missing_ones(country)]


def _running(occasion):
    return Series.objects.filter(occasion=occasion, due_at__isnull=False)
