"""Pages of numbers."""

from datetime import date

from django.utils import timezone

from reports.kpis import kpis
from reports.models import BuiltReport, ReportNote, ReportSending, ReportSubscription, Target
from reports.subscribing import subscribe
from tests.journeys.places import Place

LONG = "x" * 70


def write_down(salem, huda):
    """Targets, notes and reports, one of each put away, with words nobody can break."""
    first = timezone.localdate().replace(month=1, day=1)
    for kpi, value in (("revenue", 98_765_432_100), ("orders", 4), ("complaints", 2), ("retention", 95)):
        Target.objects.create(kpi=kpi, from_on=first, value=value)
    Target.objects.create(kpi="revenue", member=salem, from_on=first, value=5_000_00)
    ReportNote.objects.create(on=timezone.localdate(), text=LONG, created_by=huda)
    ReportNote.objects.create(on=timezone.localdate(), kpi="revenue", text="معرض الرياض").archive(by=huda)
    told = {"period": "this_quarter", "grain": "month", "split": "tier", "is_shared": True, "owner": salem}
    BuiltReport.objects.create(name=LONG, kpis=["revenue", "acquisition-spend", "customers"], **told)
    BuiltReport.objects.create(name="قديم", kpis=["nps"], **told | {"owner": huda}).archive(by=huda)


def send_by_mail(salem, huda):
    """A report that comes each month, and what was sent of it."""
    made = subscribe(by=huda, members=[huda, salem], board="executive", has_xlsx=True)
    sent = {"subscription": made, "first_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}
    for member in (huda, salem):
        ReportSending.objects.create(recipient=member, outcome="sent", **sent)
    ReportSubscription.objects.create(kpi="nps", rhythm="weekly", owner=salem).archive(by=huda)


FURNISH = [write_down, send_by_mail]


def at_dashboards():
    yield Place("/w/noor/reports/")
    yield from (
        Place(f"/w/noor/reports/?board={board}") for board in ("team", "mine", "service", "marketing")
    )
    yield Place("/w/noor/reports/?period=own&first=2020-01-01&last=2019-01-01&tier=A")
    yield Place("/w/noor/reports/kpis/")


def at_numbers():
    yield from (Place(f"/w/noor/reports/{key}/") for key in kpis.keys()[::4])
    yield Place("/w/noor/reports/revenue/?split=tier&by=quarter&period=this_year")
    yield Place("/w/noor/reports/acquisition-spend/?tier=A")


def at_rows():
    yield from (
        Place(f"/w/noor/reports/{key}/rows/?period=12m") for key in ("customers", "revenue", "complaints")
    )
    yield Place("/w/noor/reports/retention/rows/?rows=part")


def at_written():
    yield Place("/w/noor/reports/revenue/?period=this_month")
    for part in ("targets", "notes", "built"):
        yield Place(f"/w/noor/reports/{part}/")
        yield Place(f"/w/noor/reports/{part}/new/")
        yield Place(f"/w/noor/reports/{part}/1/edit/", who="salem" if part == "built" else "huda")
    yield Place("/w/noor/reports/built/1/")


def at_reports_by_mail():
    yield Place("/w/noor/reports/subscriptions/")
    yield Place("/w/noor/reports/subscriptions/new/?what=kpi:revenue")
    yield Place("/w/noor/reports/subscriptions/1/")
    yield Place("/w/noor/reports/subscriptions/1/edit/")
    yield Place("/w/noor/reports/sent/1/")


WALKS = [at_dashboards, at_numbers, at_rows, at_written, at_reports_by_mail]
