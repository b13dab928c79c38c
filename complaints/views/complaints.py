"""Complaints: the queue, filing one for a customer, its page, and its text."""

from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account
from accounts.views.exports import export
from accounts.views.lists import asked_list, list_page, walk
from accounts.views.records import refuse_archived
from complaints.answering import is_unanswered
from complaints.clock_fields import SOON
from complaints.fields import SEVERITIES, complaint_listing, state_badge
from complaints.filing import change_complaint, file_complaint
from complaints.filters import NOBODY, STANDING, TEAM
from complaints.forms import AnswerForm, ComplaintForm, SayForm
from complaints.letters import address_for
from complaints.models import Complaint
from complaints.models.category import CATEGORY
from complaints.origins import asked_origin
from complaints.panels import menus, read_panels
from complaints.views.steps import offered_steps
from interactions.models import ReadyAnswer
from interactions.views.interactions import choose_customer, number_in
from lib import formats
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.undo import say_done
from timeline.attaching import put_files
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS = 30
MOST_SAID = 200


def find_complaint(request, number):
    """The complaint of this number if this member may see it; else 404."""
    seen = Complaint.objects.visible_to(request.membership).with_people()
    return get_object_or_404(
        seen.select_related("purchase", "interaction", "mention", "created_by__user"), number=number
    )


def queues(request, query) -> list[dict]:
    """What people work from: their own, everybody's, what nobody has taken up."""
    url = workspace_url(request, "complaints:complaints")
    offered = (
        (_("Mine"), {"owner": "me", "state": STANDING}),
        (_("My team"), {"owner": TEAM, "state": STANDING}),
        (_("Nobody's yet"), {"owner": NOBODY, "state": STANDING}),
        (_("Breaching soon"), {"due": SOON, "state": STANDING}),
        (_("All open ones"), {"state": STANDING}),
    )
    narrowed = {name: query.get(name) for name in ("owner", "due", "state") if query.get(name)}
    return [
        {"label": label, "url": f"{url}?{urlencode({**asked, VIEW: ALL})}", "is_current": narrowed == asked}
        for label, asked in offered
    ]


@workspace_page(Permission.VIEW_CUSTOMERS)
def complaint_list(request):
    """Begins with the reader's own that are open; the others are one press away."""
    if not request.GET and asked_list(request, complaint_listing).view is None:
        mine = urlencode({"owner": "me", "state": STANDING, VIEW: ALL})
        return HttpResponseRedirect(f"{workspace_url(request, 'complaints:complaints')}?{mine}")
    tabs = queues(request, request.GET)
    return list_page(request, complaint_listing, "complaints/complaint_list.html", queues=tabs)


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """All complaints of a customer, in the list of all of them."""
    found = find_account(request, number)
    query = urlencode({"account": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'complaints:complaints')}?{query}")


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_contact(request, number):
    """All complaints of a contact, in the list of all of them."""
    found = get_object_or_404(Contact.objects.visible_to(request.membership), number=number)
    query = urlencode({"contact": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'complaints:complaints')}?{query}")


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def complaint_export(request):
    return export(request, "complaints")


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def complaint_new(request):
    """With the account, or of the interaction or mention, that the address names; without it asks for the account."""
    number, origin = number_in(request, "account"), asked_origin(request)
    if number is None and origin.account is None:
        return choose_customer(request, "complaints:complaint_new", _("New complaint"), **origin.query)
    account = find_account(request, origin.account.number if number is None else number)
    account.check_in_use()
    if not origin.fits(account):
        raise Http404
    form = ComplaintForm(
        posted(request),
        request.FILES or None,
        membership=request.membership,
        account=account,
        initial=origin.initial,
    )
    if request.method == "POST" and form.is_valid():
        written = form.written
        try:
            made = add_once(
                partial(file_complaint, by=request.membership),
                Complaint,
                form_token=form.cleaned_data["form_token"],
                account=account,
                contact=written.pop("contact"),
                fields=written | origin.fields,
                files=form.cleaned_data["files"],
            )
        except Refused as refusal:
            form.add_error("files", str(refusal))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            text = _("Complaint filed: %(name)s. Its number is %(reference)s.")
            say_done(request, text % {"name": isolated(made.name), "reference": isolated(made.reference)})
            return to_page(request, "complaints:complaint", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=account.number)
    return form_page(request, "complaints/complaint_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def complaint_edit(request, number):
    """What the customer said, as it was written down; how severe it is, is said in its assessment."""
    found = find_complaint(request, number)
    found.account.check_in_use()
    form = ComplaintForm(
        posted(request), membership=request.membership, account=found.account, instance=found
    )
    if request.method == "POST" and form.is_valid():
        changed = form.apply()
        version = form.cleaned_data["version"] or 0
        try:
            change_complaint(found, by=request.membership, read_version=version, changed=changed)
        except Stale:
            refuse_stale(form, Complaint.objects.get(pk=found.pk).version)
        else:
            if changed:
                say_done(request, _("%(name)s was saved.") % {"name": isolated(found.name)})
            return to_page(request, "complaints:complaint", number=number)
    cancel_url = workspace_url(request, "complaints:complaint", number=number)
    context = {"complaint": found, "account": found.account, "cancel_url": cancel_url}
    return form_page(request, "complaints/complaint_form.html", form, **context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def complaint(request, number):
    return record_page(request, find_complaint(request, number))


def record_page(request, found, *, answer_form=None, note_form=None, status=200):
    """The page of a complaint; a form that was refused keeps what was typed."""
    may_change = request.membership.can(Permission.HANDLE_COMPLAINTS) and not found.account.is_archived
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    messages = list(found.messages.select_related("by__user", "contact").order_by("-at", "-pk")[:MOST_SAID])
    notes = list(found.notes.select_related("by__user").order_by("-at", "-pk")[:MOST_SAID])
    put_files([found])
    put_files(messages)
    put_files(notes)
    said = sorted([*messages, *notes], key=lambda each: (each.at, each.pk))
    for each in said:
        each.is_note = each in notes
    beside = {found.merged_into_id, found.incident_id} - {None}
    context = {
        "complaint": found,
        # Of other customers perhaps, whom this member does not see.
        "seen_beside": set(
            Complaint.objects.visible_to(request.membership)
            .filter(pk__in=beside)
            .values_list("pk", flat=True)
        ),
        "badge_state": state_badge(found),
        "severity_state": SEVERITIES[found.severity],
        "facts": facts(request, found),
        "said": said,
        "is_unanswered": is_unanswered(found, sorted(messages, key=lambda each: (each.at, each.pk))),
        "steps": offered_steps(request, found) if may_change else [],
        "panels": read_panels(found, request.membership),
        "menus": list(menus),
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, complaint_listing, found),
        "may_change": may_change,
        "reaches": address_for(found),
        "answer_form": answer_form or AnswerForm(membership=request.membership),
        "note_form": note_form or SayForm(membership=request.membership),
        "ready_answers": list(ReadyAnswer.objects.in_use().order_by("name")) if may_change else [],
        "shown_form": "note" if note_form is not None else "answer",
    }
    return render(request, "complaints/complaint.html", context, status=status)


def facts(request, found) -> list[dict]:
    url = partial(workspace_url, request)
    contact, purchase = found.contact, found.purchase
    remedy = " · ".join(filter(None, [found.get_remedy_display() if found.remedy else "", found.remedy_text]))
    known = [
        {"label": _("Reference"), "value": found.reference, "kind": "code"},
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": url("desk:account", number=found.account.number),
        },
        {
            "label": _("Contact"),
            "value": contact.name if contact else "",
            "url": url("desk:contact", number=contact.number) if contact else "",
        },
        {"label": CATEGORY, "value": found.category.label if found.category else ""},
        {"label": _("Impact"), "value": found.get_impact_display()},
        {"label": _("Urgency"), "value": found.get_urgency_display()},
        {"label": _("Who handles it"), "value": found.owner.user.name if found.owner else _("Nobody yet")},
        {"label": _("Level"), "value": formats.digits(found.level) if found.level > 1 else ""},
        {"label": _("How it came"), "value": found.get_channel_display()},
        {"label": _("Filed"), "value": formats.moment(found.filed_at)},
        {"label": _("What the customer asks for"), "value": remedy},
        {
            "label": _("Purchase"),
            "value": purchase.name if purchase else "",
            "url": url("sales:purchase", number=purchase.number) if purchase else "",
        },
        {
            "label": _("Interaction"),
            "value": found.interaction.name if found.interaction else "",
            "url": url("interactions:detail", number=found.interaction.number) if found.interaction else "",
        },
        {
            "label": _("Mention"),
            "value": found.mention.name if found.mention else "",
            "url": url("social:mention", number=found.mention.number) if found.mention else "",
        },
        {"label": _("Decision"), "value": found.get_decision_display() if found.decision else ""},
        {"label": _("Reasons"), "value": found.decision_text},
        {"label": _("What was done"), "value": found.resolution},
        {"label": _("Root cause"), "value": found.root_cause.label if found.root_cause else ""},
        {
            "label": _("Times reopened"),
            "value": formats.digits(found.reopened_count) if found.reopened_count else "",
        },
        {"label": _("Closed at"), "value": formats.moment(found.closed_at) if found.closed_at else ""},
    ]
    return [fact for fact in known if fact["value"]]
