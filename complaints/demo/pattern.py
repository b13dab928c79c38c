"""One real pattern in the demo: five customers of noor complain in other words about the same boxes."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from complaints.branches import called, offered
from complaints.filing import file_complaint
from complaints.learning import PHASES, Search
from complaints.models import ComplaintCategory
from complaints.trees import kept
from interactions.week import first_weekday
from workspaces.demo import Stage
from workspaces.working_hours import working_hours_of

CATEGORY = "تلف أثناء النقل"
SUBJECT = "كراتين ممزقة وبضاعة تالفة"
# Days ago, and what they wrote.
TEXTS = (
    (12, "وصلت شحنة الأسبوع والكراتين السفلية ممزقة، ووجدنا داخلها عبوات مكسورة لا تصلح للبيع"),
    (9, "وصلت الشحنة والكراتين السفلية ممزقة من جهة واحدة، ووجدنا داخلها عبوات مكسورة لا تصلح للعرض"),
    (6, "شحنة هذا الأسبوع وصلت والكراتين السفلية ممزّقة، وداخلها عبوات مكسورة لا تصلح للبيع"),
    (3, "وصلت شحنة اليوم والكراتين السفلية ممزقة كالمرة السابقة، ووجدنا عبوات مكسورة لا تصلح للبيع"),
    (1, "وصلت الشحنة الأخيرة والكراتين السفلية ممزقة، ووجدنا داخلها عبوات مكسورة كثيرة لا تصلح للبيع"),
)


def seed_pattern(stage: Stage) -> None:
    if stage.workspace.slug != "noor":
        return
    # The demo's own entry of this name, or the usual one.
    same = (each for each in offered(ComplaintCategory) if CATEGORY in called(each))
    category = kept(next(same, None) or offered(ComplaintCategory)[0])
    customers = Account.objects.kept().filter(owner__isnull=False).select_related("owner").order_by("number")
    now = timezone.now()
    for (days, text), account in zip(TEXTS, customers[20:25], strict=True):
        made = file_complaint(
            account=account,
            by=account.owner,
            at=now - timedelta(days=days),
            fields={
                "subject": SUBJECT,
                "text": text,
                "category": category,
                "channel": "phone",
                "owner": stage.member("faisal"),
            },
        )
        made.acknowledge(by=stage.member("faisal"))
    search(stage)


def search(stage: Stage) -> None:
    """As the night does it, so that the first visitor finds it found."""
    hours = working_hours_of(stage.workspace)
    with timezone.override(stage.workspace.time_zone):
        run = Search(timezone.now(), stage.today, first_weekday(hours))
        for phase in PHASES:
            after: int | None = 0
            while after is not None:
                _new, after = phase(run, after)
