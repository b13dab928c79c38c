"""Series of noor: news each month, wishes on birthdays and feasts, a word to who has gone quiet; one of bahr."""

from datetime import time

from django.utils import timezone

from campaigns.models import Template
from campaigns.occasions import add_usual_ones
from campaigns.repeating import add_series, start
from workspaces.demo import Stage

# By workspace: the name, its template, when it comes, and whether it runs.
SERIES: dict[str, tuple] = {
    "noor": (
        ("نشرة الشهر", "أخبار الشهر",
         {"rhythm": "calendar", "unit": "month", "every": 1, "is_approved_first": True}, True),
        ("تهنئة يوم الميلاد", "عرض نهاية الموسم", {"rhythm": "birthday"}, True),
        ("تهنئة عيد الفطر", "عرض نهاية الموسم", {"rhythm": "occasion", "occasion": "عيد الفطر"}, True),
        ("اشتقنا إليكم", "عرض نهاية الموسم",
         {"rhythm": "silence", "silent_days": 120, "audience": {"accounts": {"tier": ["A", "B"]}}}, False),
    ),
    "bahr": (
        ("تهنئة عيد الأضحى", "تهنئة العيد", {"rhythm": "occasion", "occasion": "عيد الأضحى", "days_before": 1}, True),
    ),
}  # fmt: skip


def seed_series(stage: Stage) -> None:
    slug = stage.workspace.slug
    by = stage.member("mona") if slug == "noor" else stage.member("owner")
    with timezone.override(stage.zone):
        occasions = {each.name_ar: each for each in add_usual_ones(stage.workspace.country, by=by)}
        templates = {each.name: each for each in Template.objects.all()}
        for name, template, fields, runs in SERIES[slug]:
            written = {"purpose": "marketing", "at": time(10), "open_hours": 12, **fields}
            if "occasion" in written:
                written["occasion"] = occasions[written["occasion"]]
            if "unit" in written:
                written["begins_on"] = stage.today.replace(month=1, day=1)
            made = add_series(by=by, name=name, template=templates[template], **written)
            if runs:
                start(made, by=by)
