"""The form by which customers, known or not, file a complaint."""

import uuid

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from complaints.models import ComplaintIntake, ComplaintSubmission
from complaints.public_forms import PublicComplaintForm
from complaints.taking import receive
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import UNPROCESSABLE
from lib.stamps import new_stamp
from portal.opening import closed, public_page
from portal.strangers import SENT, stamp_of

KIND = "complaint"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def complaint_form(request, workspace):
    """GET shows the form and writes nothing; POST takes what was sent, once for each form."""
    public = ComplaintIntake.objects.standing()
    if not public.is_open:
        return closed(request)
    context = {"by": isolated(workspace.name), "public": public}
    if request.method != "POST":
        if SENT in request.GET:
            context |= {"sent": sent_by(request), "thanks": public.words("thanks")}
            return render(request, "portal/complaint_sent.html", context)
        stamp = new_stamp(workspace.slug, form=KIND)
        form = PublicComplaintForm(country=workspace.country, initial={"stamp": stamp})
        return shown(request, form, context)
    form = PublicComplaintForm(request.POST, request.FILES, country=workspace.country)
    stamp, status = stamp_of(request, workspace, form, kind=KIND)
    if stamp is None:
        return shown(request, form, context, status=status)
    try:
        receive(
            form.sent,
            opened=workspace,
            language=get_language() or workspace.language,
            form_token=stamp.token,
            doubt=form.doubt(stamp),
            files=form.cleaned_data["files"],
        )
    except Refused as refusal:
        form.add_error("files", str(refusal))
        return shown(request, form, context, status=UNPROCESSABLE)
    address = f"{request.path}?{SENT}={stamp.token}&lang={get_language()}"
    return HttpResponseRedirect(address, status=303)


def sent_by(request) -> ComplaintSubmission | None:
    """What came by the form whose token stands in the address: only who sent it knows that."""
    try:
        token = uuid.UUID(request.GET.get(SENT, "")[:40])
    except ValueError:
        return None
    return ComplaintSubmission.objects.filter(form_token=token).select_related("complaint").first()


def shown(request, form, context, *, status=200):
    public = context["public"]
    texts = {"title": public.words("title"), "intro": public.words("intro")}
    return render(request, "portal/complaint_form.html", {**context, **texts, "form": form}, status=status)
