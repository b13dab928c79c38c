"""Settings of e-mail: a mail server of the workspace's own, and the domain that its letters are signed for."""

from django.contrib import messages
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.http import posted, to_page
from messaging import roads
from messaging.forms_roads import DomainForm, ServerForm
from messaging.models import Sender
from messaging.sending import sender_of_workspace
from messaging.signing import record_name, record_text
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

SETTINGS = Permission.MANAGE_SETTINGS


@workspace_page(SETTINGS, methods=("GET", "POST"), proof=("POST",))
def server(request):
    """POST names the server; it is tried first, and kept only when it answers as it should."""
    sender = _sender(request)
    form = ServerForm(posted(request), sender=sender)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        roads.use_server(
            sender_of_workspace(),
            form.server,
            from_address=data["from_address"],
            per_second=data["per_second"],
            by=request.membership,
        )
        text = _("The server answered as it should: letters leave by %(host)s from now on.")
        messages.success(request, text % {"host": isolated(form.server.host)})
        return to_page(request, "messaging:server")
    return _page(request, sender, form)


@workspace_page(SETTINGS, methods=("POST",), proof=("POST",))
def server_leaving(request):
    roads.leave_server(sender_of_workspace(), by=request.membership)
    messages.success(request, _("Letters leave by the server of the installation again."))
    return to_page(request, "messaging:server")


@workspace_page(SETTINGS, methods=("POST",), proof=("POST",))
def domain(request):
    """POST makes a key for the domain; a key that was made for it before is forgotten."""
    sender = sender_of_workspace()
    form = DomainForm(request.POST)
    if not form.is_valid():
        return _page(request, sender, ServerForm(sender=sender), form)
    roads.name_domain(sender, form.cleaned_data["domain"], by=request.membership)
    messages.success(request, _("The key is made. Put its record into the DNS of the domain."))
    return to_page(request, "messaging:server")


@workspace_page(SETTINGS, methods=("POST",), proof=("POST",))
def domain_look(request):
    sender = sender_of_workspace()
    if not sender.signed_domain:
        return to_page(request, "messaging:server")
    if roads.look_at_domain(sender, by=request.membership):
        text = _("The record is there: letters from %(domain)s are signed.")
        messages.success(request, text % {"domain": isolated(sender.signed_domain)})
    else:
        text = _(
            "The record is not there yet. A change of the DNS can take some hours until it is seen everywhere."
        )
        messages.warning(request, text)
    return to_page(request, "messaging:server")


@workspace_page(SETTINGS, methods=("POST",), proof=("POST",))
def domain_leaving(request):
    roads.leave_domain(sender_of_workspace(), by=request.membership)
    messages.success(request, _("Letters are not signed any more."))
    return to_page(request, "messaging:server")


def _sender(request) -> Sender:
    return Sender.objects.select_related("workspace").first() or Sender(workspace=request.workspace)


def _page(request, sender, form, naming=None):
    has_key = bool(sender.public_key)
    context = {
        "sender": sender,
        "naming": naming or DomainForm(initial={"domain": sender.from_address.rpartition("@")[2]}),
        "record_name": record_name(sender.signed_domain, sender.public_key) if has_key else "",
        "record_text": record_text(sender.public_key) if has_key else "",
    }
    refused = naming if naming is not None and naming.errors else form
    answer = settings_page(request, "messaging/server.html", form, **context)
    answer.status_code = 422 if refused.errors else answer.status_code
    return answer
