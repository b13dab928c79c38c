"""Records that are more than their columns: brought and worked on by the product's own verbs, in every stage."""

import io
from datetime import date

from django.http import QueryDict
from PIL import Image

from accounts import exports
from accounts.bulk.work import change_all, change_selected
from accounts.fields import account_listing
from accounts.imports import steps
from accounts.merging.services import merge
from accounts.models import AccountPair, ContactPair, Import
from accounts.services import add_account, add_contact
from complaints.imports import work as complaint_work
from complaints.models import ComplaintClock, SlaPolicy
from complaints.policies import keep_usual_policy
from interactions.calling import make_sheet
from loyalty.imports import work as balances
from loyalty.models import RevenueCohort
from reports.models import BuiltReport, ReportRecipient, ReportSending, ReportSubscription
from sales.imports import steps as sales_steps
from sales.product_imports import work as sales_products
from social.imports.work import bring_file, start_import
from timeline.attaching import attach, remove_file
from timeline.jobs import run_slice
from timeline.models import Job, Notification
from timeline.notifying import notify
from workspaces.models.saved_view import save_view
from workspaces.roles import Role


def imports(part) -> list:
    """One that is over, with a refused row and a likely duplicate; one before its start; one unreadable."""
    by = maker(part)
    over = _brought(part, by)
    steps.start_import(over, by=by)
    run_slice(over.job_id)
    over.refresh_from_db()
    assert over.is_over, over.job.error
    broken = Import.objects.create(
        file_name=f"{part.mark}.xlsx", created_by=by, owner=by, trouble={"code": "broken", "figures": {}}
    )
    part.rows["accounts.ImportRow"] = over.rows.first()
    return [over, _brought(part, by), broken]


def _brought(part, by):
    rows = [
        "name,contact name,mobile,e-mail,description",
        f"{part.mark} one,{part.mark} person,0501234567,one@{part.mark}.example,{part.mark}",
        f",,,not an address,{part.mark}",
        f"{part.mark},{part.mark},,,",
    ]
    file = io.BytesIO("\n".join(rows).encode())
    return steps.bring_file(file, name=f"{part.mark}.csv", size=len(file.getvalue()), by=by)


def jobs(part) -> list:
    """An export that is over and one that waits."""
    by, made = maker(part), []
    for name, kind in (("accounts", "csv"), ("contacts", "xlsx")):
        query = QueryDict(f"q={part.mark}")
        made.append(
            exports.start_export(
                exports.EXPORTED[name],
                kind=kind,
                sort=account_listing.sorts_for(by)[0],
                total=2,
                by=by,
                query=query,
            )
        )
    run_slice(made[0].pk)
    made[0].refresh_from_db()
    assert made[0].state == Job.State.DONE, made[0].error
    return made


def saved_views(part) -> list:
    """A private one: what is shared is everybody's."""
    kept = {"list_key": "accounts", "query": "status=active", "columns": ["status"], "density": "normal"}
    return [save_view(by=maker(part), name=part.mark, is_shared=False, **kept)]


def built_reports(part) -> list:
    """A private one, likewise."""
    told = {"kpis": ["revenue"], "period": "90d", "grain": "month", "narrowing": {}}
    return [BuiltReport.objects.create(name=part.mark, owner=maker(part), **told)]


def report_subscriptions(part) -> list:
    """One of the maker's own."""
    told = {"kpi": "revenue", "narrowing": {}}
    return [ReportSubscription.objects.create(owner=maker(part), **told)]


def report_recipients(part) -> list:
    """The maker alone: whoever is sent a report sees it."""
    subscription = part.rows["reports.ReportSubscription"]
    return [ReportRecipient.objects.create(subscription=subscription, member=maker(part))]


def report_sendings(part) -> list:
    """One that its recipient alone opens."""
    days = {"first_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}
    subscription = report_subscriptions(part)[0]
    made = ReportSending(
        subscription=subscription, recipient=maker(part), outcome="sent", is_extra=True, **days
    )
    made.save()
    return [made]


def bulk_changes(part) -> list:
    """One that is over, and one that waits for its worker."""
    asked = {"by": maker(part), "list_key": "accounts", "verb": "tag", "value": f"{part.mark} bulk"}
    over = change_selected(**asked, numbers=[part.rows["accounts.Account"].number])
    waiting = change_all(**asked, query=f"q={part.mark}")
    part.rows["accounts.BulkItem"] = over.items.first()
    return [over, waiting]


def call_sheets(part) -> list:
    """One with a call that waits."""
    sheet = make_sheet(by=maker(part), customers=[part.row("accounts.Account")])
    part.rows["interactions.CallLine"] = sheet.lines.first()
    return [sheet]


def attachments(part) -> list:
    """A picture, which has our drawing of it beside it, and one that was taken off."""
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    content, on = drawn.getvalue() + part.mark.encode(), part.row("interactions.Interaction")
    made = [attach(on, content, name=f"{part.mark} {place}.png", by=maker(part)) for place in range(2)]
    remove_file(made[1], by=maker(part))
    return made


def mention_imports(part) -> list:
    """One that is over, with a refused row, and one before its start."""
    content, by = f"author,text,network\n{part.mark},{part.mark},x\n,{part.mark},x\n".encode(), maker(part)
    over, waiting = (
        bring_file(io.BytesIO(content), name=f"{part.mark}.csv", size=len(content), by=by)
        for _each in range(2)
    )
    start_import(over, mapping=over.mapping, network="", by=by)
    run_slice(over.job_id)
    over.refresh_from_db()
    assert over.refused == 1, over.job.error
    return [over, waiting]


def purchase_imports(part) -> list:
    """One that is over, with a refused row, and one before its start."""
    content, by = f"customer,date,amount\n{part.mark},2026-01-05,12\n{part.mark},?,1\n".encode(), maker(part)
    over, waiting = (
        sales_steps.bring_file(io.BytesIO(content), name=f"{part.mark}.csv", size=len(content), by=by)
        for _each in range(2)
    )
    said = {"source": "", "currency": "SAR", "status": "delivered", "adds_customers": True}
    sales_steps.start_import(over, by=by, mapping=over.mapping, **said)
    run_slice(over.job_id)
    over.refresh_from_db()
    assert (over.added, over.refused) == (1, 1), over.job.error
    return [over, waiting]


def product_imports(part) -> list:
    """One that is over, with a refused row, and one before its start."""
    content, by = f"name,price\n{part.mark} brought,12\n{part.mark},?\n".encode(), maker(part)
    over, waiting = (
        sales_products.bring_file(io.BytesIO(content), name=f"{part.mark}.csv", size=len(content), by=by)
        for _each in range(2)
    )
    sales_products.start_import(over, by=by, mapping=over.mapping, updates=False, currency="SAR")
    run_slice(over.job_id)
    over.refresh_from_db()
    assert (over.added, over.refused) == (1, 1), over.job.error
    return [over, waiting]


def complaint_imports(part) -> list:
    """One that is over, with a refused row, and one before its start."""
    by, number = maker(part), part.row("accounts.Account").number
    content = f"account number,subject\n{number},{part.mark}\n99999999,{part.mark}\n".encode()
    over, waiting = (
        complaint_work.bring_file(io.BytesIO(content), name=f"{part.mark}.csv", size=len(content), by=by)
        for _each in range(2)
    )
    complaint_work.start_import(over, by=by, mapping=over.mapping)
    run_slice(over.job_id)
    over.refresh_from_db()
    assert (over.added, over.refused) == (1, 1), over.job.error
    return [over, waiting]


def points_imports(part) -> list:
    """One that is over, with a refused row, and one before its start."""
    by = part.members[Role.MANAGER]
    number = add_account(by=by, fields={"name_en": f"{part.mark} with points", "owner": by}).number
    content = f"account number,points,reference\n{number},12,{part.mark}\n99999999,5,{part.mark}\n".encode()
    over, waiting = (
        balances.bring_file(io.BytesIO(content), name=f"{part.mark}.csv", size=len(content), by=by)
        for _each in range(2)
    )
    balances.start_import(over, by=by, mapping=over.mapping)
    run_slice(over.job_id)
    over.refresh_from_db()
    assert (over.added, over.refused) == (1, 1), over.job.error
    return [over, waiting]


def clocks(part) -> list:
    """Those that a merge, which is built before, has measured."""
    return list(ComplaintClock.objects.filter(complaint=part.row("complaints.Complaint")).order_by("pk"))


def revenue_cohorts(part) -> list:
    """Its address names the year: that of the other workspace is none here."""
    year = 2025 if part.workspace.slug == "noor" else 2024
    return [RevenueCohort.objects.create(year=year, deferred_minor=900_000, currency="SAR")]


def maker(part):
    """Who brings and takes away in these workspaces, and whose private records are."""
    return part.members[Role.ACCOUNT_MANAGER]


def notifications(part) -> list:
    """One that is unread, about a customer, to the same member whose the other private records are."""
    notify(
        "account.changed", [maker(part)], subject=part.row("accounts.Account"), by=part.members[Role.OWNER]
    )
    return list(Notification.objects.filter(recipient=maker(part)).order_by("-id")[:1])


def account_pairs(part) -> list:
    """The account of this part, and one that was added a second time."""
    by, one = maker(part), part.row("accounts.Account")
    other = add_account(by=by, fields={"name_en": f"{part.mark}again"})
    return [AccountPair.objects.create(first=one, second=other, score=90, reasons=["name_same"], mark="")]


def contact_pairs(part) -> list:
    by, one = maker(part), part.row("accounts.Contact")
    other = add_contact(by=by, fields={"name_en": f"{part.mark}again"}, account=part.row("accounts.Account"))
    return [ContactPair.objects.create(first=one, second=other, score=90, reasons=["name_same"], mark="")]


def merges(part) -> list:
    """One that can be undone, into the account of this part."""
    fields = {"name_en": f"{part.mark} merged"}
    absorbed = add_account(by=maker(part), fields=fields, tags=[f"{part.mark} moved"])
    done = merge(part.row("accounts.Account"), absorbed, by=None)
    part.row("accounts.Account").refresh_from_db()
    part.rows["accounts.MergedRow"] = done.rows.first()
    return [done]


def promised_times(part) -> list:
    """The usual ones, under the mark: they fit every complaint, as they do in every workspace."""
    keep_usual_policy()
    policy = SlaPolicy.objects.get()
    policy.name_ar = policy.name_en = part.mark
    policy.save()
    version = policy.versions.get()
    part.rows["complaints.SlaVersion"] = version
    part.rows["complaints.SlaTarget"] = version.targets.first()
    return [policy]


BUILDERS = {
    "complaints.ComplaintClock": clocks,
    "loyalty.RevenueCohort": revenue_cohorts,
    "complaints.ComplaintImport": complaint_imports,
    "complaints.SlaPolicy": promised_times,
    "accounts.AccountPair": account_pairs,
    "accounts.ContactPair": contact_pairs,
    "accounts.Merge": merges,
    "timeline.Attachment": attachments,
    "interactions.CallSheet": call_sheets,
    "social.MentionImport": mention_imports,
    "sales.ProductImport": product_imports,
    "loyalty.PointsImport": points_imports,
    "sales.PurchaseImport": purchase_imports,
    "timeline.Notification": notifications,
    "accounts.Import": imports,
    "timeline.Job": jobs,
    "reports.ReportRecipient": report_recipients,
    "reports.BuiltReport": built_reports,
    "reports.ReportSubscription": report_subscriptions,
    "reports.ReportSending": report_sendings,
    "workspaces.SavedView": saved_views,
    "accounts.BulkChange": bulk_changes,
}
