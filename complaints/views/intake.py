"""What comes by the public form for complaints: its settings, what was put aside, and the customer's link."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Archived
from accounts.views.records import refuse_archived
from complaints.intake_form import IntakeForm, keep_intake
from complaints.letters import renew_link, url_of
from complaints.mail_in import ManyPlaces, complaint_of_mail, tagged
from complaints.models import Complaint, ComplaintIntake, ComplaintSubmission
from complaints.taking import accept, refuse, wait_again
from complaints.views.complaints import find_complaint
from interactions import filing
from interactions.lead_taking import DecidedBefore
from interactions.views.inbox import decided_before, find_inbound
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.tokens import new_token
from lib.undo import is_undo, say_done
from messaging.models import Sender
from timeline.attaching import put_files
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST = 100


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def intake(request):
    form = IntakeForm(posted(request), instance=ComplaintIntake.objects.first() or ComplaintIntake())
    if request.method == "POST" and form.is_valid():
        keep_intake(form, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:intake")
    sender = Sender.objects.first()
    context = {
        "url": site_link("complaint_form", workspace=request.workspace.slug),
        "standing": ComplaintIntake.objects.standing(),
        "mailbox": tagged(sender.mailbox_address) if sender else "",
        "waiting": ComplaintSubmission.objects.waiting().exists(),
    }
    return settings_page(request, "complaints/intake.html", form, **context)


@workspace_page(Permission.HANDLE_COMPLAINTS)
def put_aside(request):
    waiting = list(ComplaintSubmission.objects.waiting().select_related("category")[: MOST + 1])
    put_files(waiting)
    refused = ComplaintSubmission.objects.filter(state=ComplaintSubmission.State.REFUSED)[:10]
    context = {"rows": waiting[:MOST], "has_more": len(waiting) > MOST, "refused": refused}
    return render(request, "complaints/put_aside.html", context)


def decided_by(request, number, decide):
    """What the decision made of it, and whether it was made."""
    found = get_object_or_404(ComplaintSubmission.objects.all(), number=number)
    try:
        return decide(found, by=request.membership), True
    except DecidedBefore:
        messages.info(request, _("A colleague has decided about this message already."))
    except Archived:
        messages.error(request, _("This customer is archived. Restore it first, or choose another one."))
    return None, False


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def taking(request, number):
    """POST takes it as a complaint: of whom we know, or of an account made for it."""
    made, is_done = decided_by(request, number, accept)
    if not is_done:
        return to_page(request, "complaints:put_aside")
    if not Complaint.objects.visible_to(request.membership).filter(pk=made.pk).exists():
        messages.success(request, _("The complaint went to a colleague whose customer sent it."))
        return to_page(request, "complaints:put_aside")
    text = _("The complaint %(number)s is written down now.")
    messages.success(request, text % {"number": isolated(made.reference)})
    return to_page(request, "complaints:complaint", number=made.number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def refusal(request, number):
    """POST refuses it; with `undo` it waits again."""
    is_back = is_undo(request)
    _made, is_done = decided_by(request, number, wait_again if is_back else refuse)
    if is_done and is_back:
        messages.success(request, _("The message waits again."))
    elif is_done:
        url = workspace_url(request, "complaints:refusal", number=number)
        say_done(request, _("The message was refused."), undo_url=url)
    return to_page(request, "complaints:put_aside")


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("POST",))
def mail_complaint(request, number):
    """POST makes a message of the inbox a complaint."""
    found = find_inbound(request, number)
    if not found.from_address:
        messages.error(request, _("This message names no sender."))
        return to_page(request, "interactions:inbox_mail", number=number)
    try:
        made = complaint_of_mail(found, by=request.membership)
    except filing.DecidedBefore:
        return decided_before(request)
    except ManyPlaces:
        text = _(
            "Several customers have this address. File it with one of them first, then write the complaint down."
        )
        messages.error(request, text)
        return to_page(request, "interactions:inbox_mail", number=number)
    text = _("The complaint %(number)s is written down now.")
    messages.success(request, text % {"number": isolated(made.reference)})
    return to_page(request, "complaints:complaint", number=made.number)


@workspace_page(Permission.HANDLE_COMPLAINTS, methods=("GET", "POST"))
@refuse_archived
def customer_link(request, number):
    """POST makes a link to hand over, shown this once since only its hash is kept; those before stop working."""
    found = find_complaint(request, number)
    token = new_token()
    if request.method == "POST":
        renew_link(found, token=token, by=request.membership)
    context = {
        "complaint": found,
        "url": url_of(found, token) if request.method == "POST" else "",
        "cancel_url": workspace_url(request, "complaints:complaint", number=number),
    }
    return render(request, "complaints/customer_link.html", context)
