"""Reports by e-mail: the list, one with what was sent of it, writing, and the page that a letter leads to."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from lib import formats
from lib.http import form_page, posted, to_page, workspace_url
from reports.forms_subscriptions import SubscriptionForm
from reports.gathering import address_of, short_paper, whole_paper, why_not
from reports.mailing import SentJustNow, send_now
from reports.models import ReportSending, ReportSubscription
from reports.subscribing import change_subscription, leave, subscribe
from reports.views.files import TYPES, file_of
from reports.views.written import put_away
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.hours_forms import weekday_choices
from workspaces.roles import Permission

MOST, MOST_SENDINGS = 200, 100


def subscriptions(request):
    return ReportSubscription.objects.visible_to(request.membership).select_related("built", "owner__user")


def find(request, number):
    return get_object_or_404(subscriptions(request), number=number)


def own(request, number):
    found = find(request, number)
    if not found.may_change(request.membership):
        raise PermissionDenied
    return found


def when_of(each: ReportSubscription) -> str:
    """“Sunday, 08:00”, “day 1 of the month, 08:00”."""
    hour = formats.digits(f"{each.hour:02}:00")
    if each.rhythm == each.Rhythm.WEEKLY:
        words = _("Every %(weekday)s at %(hour)s")
        return words % {"weekday": dict(weekday_choices())[each.weekday], "hour": formats.isolated(hour)}
    words = _("Day %(day)s of each month at %(hour)s")
    return words % {"day": formats.digits(each.day), "hour": formats.isolated(hour)}


@workspace_page(Permission.VIEW_CUSTOMERS)
def subscription_list(request):
    sent = Q(sendings__outcome=ReportSending.Outcome.SENT)
    rows = list(
        subscriptions(request).annotate(
            people=Count("recipients", distinct=True), last_at=Max("sendings__at", filter=sent)
        )[:MOST]
    )
    for each in rows:
        each.may = each.may_change(request.membership)
        each.when = when_of(each)
    context = {
        "rows": [each for each in rows if not each.is_archived],
        "archived": [each for each in rows if each.is_archived and each.may],
    }
    return render(request, "reports/subscription_list.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def subscription(request, number):
    """What is sent, to whom, and what became of each; who does not look after it sees what became of the own."""
    found = find(request, number)
    may_change = found.may_change(request.membership)
    sendings = found.sendings.select_related("recipient__user")
    recipients = list(found.recipients.select_related("member__user", "member__workspace").order_by("pk"))
    if not may_change:
        sendings = sendings.filter(recipient=request.membership)
    for each in recipients:
        each.why_not = ReportSending.Outcome(why).label if (why := why_not(found, each.member)) else ""
    context = {
        "found": found,
        "when": when_of(found),
        "may_change": may_change,
        "recipients": recipients if may_change else [],
        "is_sent_to_me": any(each.member_id == request.membership.pk for each in recipients),
        "sendings": sendings[:MOST_SENDINGS],
    }
    return render(request, "reports/subscription.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def subscription_new(request):
    return subscription_page(request, None)


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("GET", "POST"))
def subscription_edit(request, number):
    return subscription_page(request, own(request, number))


def subscription_page(request, found):
    start = {"what": request.GET.get("what", "")}
    form = SubscriptionForm(
        posted(request), found=found, membership=request.membership, query=request.GET, initial=start
    )
    if request.method == "POST" and form.is_valid() and kept(request, form, found):
        made = found or ReportSubscription.objects.get(form_token=form.cleaned_data["form_token"])
        return to_page(request, "reports:subscription", number=made.number)
    return form_page(request, "reports/subscription_form.html", form, found=found)


def kept(request, form, found) -> bool:
    """What speaks against it stands on the form."""
    try:
        if found is None:
            adding = partial(subscribe, by=request.membership, members=form.recipients_chosen)
            add_once(adding, ReportSubscription, form_token=form.cleaned_data["form_token"], **form.written)
        else:
            change_subscription(
                found,
                by=request.membership,
                read_version=form.cleaned_data["version"] or 0,
                fields=form.written,
                members=form.recipients_chosen,
            )
    except MadeBefore as refusal:
        refuse_sent_before(form, refusal.record)
    except Stale:
        refuse_stale(form, ReportSubscription.objects.get(pk=found.pk).version)
    else:
        messages.success(request, _("Saved."))
        return True
    return False


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("POST",))
def subscription_archive(request, number):
    return put_away(request, own(request, number), "reports:subscriptions", "reports:subscription_archive")


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("POST",))
def subscription_leave(request, number):
    """POST: not to me any more."""
    found = find(request, number)
    if leave(found, by=request.membership):
        messages.success(request, _("This report is not sent to you any more."))
    return to_page(request, "reports:subscriptions")


@workspace_page(Permission.VIEW_CUSTOMERS, methods=("POST",))
def subscription_send(request, number):
    """POST: one for me, now."""
    found = find(request, number)
    try:
        sent = send_now(found, to=request.membership)
    except SentJustNow:
        messages.info(request, _("It was sent to you just now. Look into your mail."))
    else:
        if sent.is_sent:
            email = formats.isolated(request.membership.user.email)
            messages.success(request, _("On its way to %(email)s.") % {"email": email})
        else:
            messages.error(request, sent.get_outcome_display())
    return to_page(request, "reports:subscription", number=found.number)


def own_sending(request, number):
    rows = ReportSending.objects.filter(recipient=request.membership, outcome=ReportSending.Outcome.SENT)
    return get_object_or_404(rows.select_related("subscription__built"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def sending(request, number):
    """What a letter leads to: the same days, counted now, for the recipient alone."""
    found = own_sending(request, number)
    subscription = found.subscription
    if why_not(subscription, request.membership):
        raise PermissionDenied
    paper = short_paper(subscription, request.membership, found.period)
    context = {
        "found": found,
        "subscription": subscription,
        "paper": paper,
        "asked": paper.asked,
        "live_url": live_url(request, found),
        "has_files": subscription.has_pdf or subscription.has_xlsx,
    }
    return render(request, "reports/sending.html", context)


def live_url(request, found: ReportSending) -> str:
    subscription = found.subscription
    if subscription.built_id:
        return workspace_url(request, "reports:built", number=subscription.built.number)
    address = address_of(subscription, found.period)
    if subscription.kpi:
        return workspace_url(request, "reports:kpi", key=subscription.kpi) + address
    return workspace_url(request, "reports:reports") + address


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def sending_file(request, number):
    """POST answers with these days as a file, in one of the forms that the subscription has."""
    found = own_sending(request, number)
    if why_not(found.subscription, request.membership):
        raise PermissionDenied
    offered = {"pdf": found.subscription.has_pdf, "xlsx": found.subscription.has_xlsx}
    kind, language = request.POST.get("format", ""), get_language() or "ar"
    if not offered.get(kind):
        return HttpResponseBadRequest(_("Choose one of the forms that are offered."))
    paper = whole_paper(found.subscription, request.membership, found.period)
    content = file_of(paper, kind, language)
    by, rows = request.membership, len(paper.numbers)
    key = found.subscription.board or found.subscription.kpi or "built"
    record("report.exported", by, by=by, report=key, format=kind, rows=rows)
    response = HttpResponse(content, content_type=TYPES[kind])
    name = f"{paper.title} {timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
