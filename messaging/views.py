"""Settings of the workspace: its sender of e-mail, its mailbox, and the addresses it writes nothing to."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lib.emails import readable
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import say_done
from messaging.forms import SenderForm, SuppressionForm
from messaging.models import Sender, Suppression
from messaging.sending import change_sender, close_mailbox, lift, renew_mailbox, sender_of_workspace, suppress
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_SHOWN = 200


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def sender(request):
    found = sender_of_workspace() if request.method == "POST" else Sender.objects.first()
    form = SenderForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        change_sender(form.instance, by=request.membership, changed=form.changed_data)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "messaging:sender")
    return sender_page(request, form)


def sender_page(request, form, adding=None):
    # As it stands, whatever was typed.
    found = Sender.objects.select_related("workspace").first() or Sender(workspace=request.workspace)
    rows = Suppression.objects.select_related("created_by__user")
    context = {
        "sender": found,
        "suppressions": rows[:MOST_SHOWN],
        "count": rows.count(),
        "has_inbound": bool(settings.INBOUND_DOMAIN),
        "adding": adding or SuppressionForm(prefix="suppress"),
    }
    status_of = adding if adding is not None and adding.errors else form
    answer = settings_page(request, "messaging/sender.html", form, **context)
    if status_of.errors:
        answer.status_code = 422
    return answer


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def mailbox(request):
    """POST gives the mailbox a new address; with `close` it has none from now on."""
    found = sender_of_workspace()
    if request.POST.get("close"):
        close_mailbox(found, by=request.membership)
        messages.success(request, _("The mailbox is closed: nothing comes in any more."))
    else:
        renew_mailbox(found, by=request.membership)
        messages.success(
            request, _("The mailbox has a new address. What is sent to the former one is refused.")
        )
    return to_page(request, "messaging:sender")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def suppressions(request):
    form = SuppressionForm(request.POST, prefix="suppress")
    if not form.is_valid():
        return sender_page(request, SenderForm(instance=Sender.objects.first()), form)
    made = suppress(form.cleaned_data["address"], reason=Suppression.Reason.ASKED, by=request.membership)
    undo_url = workspace_url(request, "messaging:suppression", number=made.number)
    text = _("Nothing is sent to %(address)s any more.")
    say_done(request, text % {"address": isolated(readable(made.address))}, undo_url=undo_url)
    return to_page(request, "messaging:sender")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def suppression(request, number):
    """POST takes an address off the list; also as the Undo of putting it there."""
    found = get_object_or_404(Suppression.objects.order_by("pk"), number=number)
    lift(found, by=request.membership)
    text = _("Messages may be sent to %(address)s again.")
    words = text % {"address": isolated(readable(found.address))}
    say_done(request, words)
    return to_page(request, "messaging:sender")
