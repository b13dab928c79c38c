"""Custom fields of the Arabic demo workspace: what a company of supplies wants to know besides."""

from datetime import datetime, time, timedelta

from accounts.custom.finding import refresh
from accounts.models import Account, AccountValue, CustomChoice, CustomField
from lib.tenancy.models import take_numbers
from timeline.models import Event
from workspaces.demo import Stage, past_event

Kind, Status = CustomField.Kind, Account.Status
MADE_DAYS_AGO = 400
LEVELS = [("ذهبي", "Gold"), ("فضي", "Silver"), ("أساسي", "Basic")]
REGISTRIES = ("1010", "4030", "2050", "4650")  # Riyadh, Jeddah, Dammam, Madinah


def seed_custom_fields(stage: Stage) -> None:
    """Only in noor: bahr shows how a workspace looks that made none."""
    if stage.workspace.slug != "noor":
        return
    random, head = stage.random("custom fields"), stage.member("huda")
    register = field("رقم السجل التجاري", "Commercial registration", Kind.TEXT, 0, is_searchable=True)
    renewal = field("تجديد العقد", "Contract renewal", Kind.DAY, 1)
    level = field("مستوى الخدمة", "Service level", Kind.CHOICE, 2)
    choices = [
        CustomChoice.objects.create(field=level, label_ar=ar, label_en=en, place=place)
        for place, (ar, en) in enumerate(LEVELS)
    ]
    values = []
    for account in Account.objects.order_by("number"):
        figures, days, chosen = (
            random.randrange(100_000, 999_999),
            random.randrange(-60, 360),
            random.random(),
        )
        registry = random.choice(REGISTRIES)
        if account.kind == Account.Kind.COMPANY and random.random() < 0.8:
            values.append(AccountValue(record=account, field=register, text=f"{registry}{figures}"))
        if account.status == Status.ACTIVE and random.random() < 0.7:
            day = stage.today + timedelta(days=days)
            values.append(AccountValue(record=account, field=renewal, day=day))
            place = 0 if chosen < 0.2 else 1 if chosen < 0.55 else 2
            values.append(AccountValue(record=account, field=level, choice=choices[place]))
    AccountValue.objects.bulk_create(values, 500)
    refresh(Account, list(Account.objects.values_list("pk", flat=True)))
    at = datetime.combine(stage.today - timedelta(days=MADE_DAYS_AGO), time(10), stage.zone)
    Event.objects.bulk_create(
        past_event("customfield.created", each, by=head, at=at) for each in (register, renewal, level)
    )


def field(label_ar: str, label_en: str, kind: str, place: int, **rules) -> CustomField:
    return CustomField.objects.create(
        number=take_numbers(CustomField), of=CustomField.Of.ACCOUNT, label_ar=label_ar, label_en=label_en,
        kind=kind, place=place, **rules,
    )  # fmt: skip
