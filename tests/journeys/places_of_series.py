"""Pages of campaigns that come again: a series of each kind, one with issues, and the occasions."""

from datetime import date, timedelta

from django.utils import timezone

from campaigns.models import Campaign, Occasion
from campaigns.repeating import add_series, start
from campaigns.writing import add_block, add_template
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing

HOME = "/w/noor/campaigns/"


def series(salem, huda):
    """With long words everywhere; one waits for approval, one was stopped by Sila, one is archived."""
    template = add_template(by=huda, name=f"{UNBROKEN[:70]} series", subject_ar=LONG_NAME, subject_en="News")
    texts = {"text_ar": LONG_NAME, "text_en": UNBROKEN}
    add_block(template, by=huda, fields={"kind": "text", **texts})
    feast = Occasion.objects.create(
        name_ar=LONG_NAME[:80], name_en=UNBROKEN[:80], month=10, of_month=1, is_hijri=True
    )
    usual = {"purpose": "marketing", "template": template, "by": huda}
    calendar = {"rhythm": "calendar", "unit": "week", "every": 2, "begins_on": date(2026, 1, 1)}
    weekly = add_series(name=UNBROKEN[:80], is_approved_first=True, **calendar, **usual)
    start(weekly, by=huda)
    for days in (0, 14):
        at = timezone.now() - timedelta(days=days)
        Campaign.objects.create(
            series=weekly, issue_on=at.date(), name=f"{UNBROKEN[:60]} {days}", purpose="marketing",
            template=template, send_at=at, expire_at=at + timedelta(hours=12),
        )  # fmt: skip
    add_series(name=LONG_NAME[:80], rhythm="occasion", occasion=feast, days_before=3, **usual)
    stopped = add_series(name="Quiet", rhythm="silence", silent_days=90, **usual)
    type(stopped).objects.filter(pk=stopped.pk).update(why="content")
    add_series(name="Birthdays", rhythm="birthday", is_hijri=True, **usual).archive(by=huda)


FURNISH = [series]


def at_series():
    yield Place(f"{HOME}series/", who="huda")
    yield Place(f"{HOME}series/new/", act=save_nothing, who="huda")
    for number in range(1, 5):
        yield Place(f"{HOME}series/{number}/", who="huda")
    yield Place(f"{HOME}series/1/edit/", who="huda")
    yield Place(f"{HOME}occasions/", who="huda")
    yield Place(f"{HOME}occasions/new/", act=save_nothing, who="huda")
    yield Place(f"{HOME}occasions/1/", who="huda")


WALKS = [at_series]
