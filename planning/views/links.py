"""Links by which customers see and agree to objectives: making one, which is shown once, and taking it back."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from interactions.ready_answers import Answering
from lib.formats import isolated
from lib.http import form_page, posted, workspace_url
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from planning.agreeing import make_link, offered_to
from planning.forms_link import LinkForm
from planning.models import PlanLink
from planning.views.parts import living
from planning.views.plans import find_plan, refuse_closed, to_plan
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_closed
def plan_links(request, number):
    """The links of a plan, and a new one: it is shown once, since only its hash is kept."""
    plan = living(find_plan(request, number))
    form, shared = LinkForm(posted(request), account=plan.account), None
    if request.method == "POST" and form.is_valid():
        token, contact = new_token(), form.cleaned_data["contact"]
        to = Answering(request.membership, account=plan.account, contact=contact, contacts=(contact,))
        add = partial(make_link, plan=plan, token=token, language=to.language, by=request.membership)
        try:
            made = add_once(add, PlanLink, form_token=form.cleaned_data["form_token"], contact=contact)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            is_new = made.token_hash == hash_of(token)
            url = site_link("customer_goals", workspace=request.workspace.slug, token=token)
            shared = {"link": made, "url": url} if is_new else None
            form = LinkForm(account=plan.account)
    context = {
        "plan": plan,
        "shared": shared,
        "is_made_before": request.method == "POST" and shared is None and not form.errors,
        "links": list(plan.links.select_related("contact").order_by("-pk")),
        "objectives": offered_to(plan),
        "back_url": workspace_url(request, "planning:plan", number=number),
    }
    return form_page(request, "planning/links.html", form, **context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def revocation(request, number):
    """POST takes the link back; with `undo` it works again until it expires."""
    seen = PlanLink.objects.visible_to(request.membership).select_related("plan__account", "contact")
    found = get_object_or_404(seen, number=number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("The link for %(name)s works again.") % words)
    else:
        found.revoke(by=request.membership)
        url = workspace_url(request, "planning:link_revocation", number=number)
        say_done(request, _("The link for %(name)s was taken back.") % words, undo_url=url)
    return to_plan(request, found.plan, "customer")
