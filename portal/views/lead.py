"""The form by which strangers write to a workspace: a page of its own, and one inside the workspace's own sites."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.leads.public_form import PublicLeadForm
from accounts.leads.sources import READ
from accounts.models import LeadForm
from interactions.lead_taking import receive
from lib.formats import isolated
from lib.stamps import new_stamp
from portal.opening import closed, public_page
from portal.strangers import SENT, stamp_of


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def lead(request, workspace):
    """GET shows the form and writes nothing; POST takes what was sent, once for each form."""
    return answer(request, workspace, LeadForm.objects.standing(), template="portal/lead.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def lead_frame(request, workspace):
    """The same form for the sites that the workspace named, and for no other."""
    lead_form = LeadForm.objects.standing()
    response = answer(request, workspace, lead_form, template="portal/lead_frame.html")
    if lead_form.is_open and lead_form.origins:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": lead_form.origins}
    return response


def answer(request, workspace, lead_form, *, template):
    if not lead_form.is_open:
        return closed(request)
    context = {"by": isolated(workspace.name), "lead_form": lead_form, "template": template}
    if request.method != "POST":
        if SENT in request.GET:
            return render(
                request, template, {**context, "is_sent": True, "thanks": lead_form.words("thanks")}
            )
        origin = {name: request.GET.get(name, "")[:200] for name in READ}
        form = PublicLeadForm(
            lead_form=lead_form,
            country=workspace.country,
            initial={**origin, "stamp": new_stamp(workspace.slug, form="lead")},
        )
        return shown(request, form, context)
    form = PublicLeadForm(request.POST, lead_form=lead_form, country=workspace.country)
    stamp, status = stamp_of(request, workspace, form, kind="lead")
    if stamp is None:
        return shown(request, form, context, status=status)
    receive(
        form.sent,
        opened=workspace,
        lead_form=lead_form,
        language=get_language() or workspace.language,
        form_token=stamp.token,
        doubt=form.doubt(stamp),
    )
    return HttpResponseRedirect(f"{request.path}?{SENT}=1&lang={get_language()}", status=303)


def shown(request, form, context, *, status=200):
    lead_form = context["lead_form"]
    texts = {"title": lead_form.words("title"), "intro": lead_form.words("intro")}
    return render(request, context["template"], {**context, **texts, "form": form}, status=status)
