"""The page of Django admin on which platform staff begins a visit: in whose place, why, for how long."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lib.formats import number
from lib.formfields import CleanCharField
from lib.http import UNPROCESSABLE, posted
from lib.tenancy.state import as_the_app, workspace
from workspaces import support
from workspaces.models import Membership


def lengths():
    return [
        (count, ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": number(count)})
        for count in support.LENGTHS
    ]


class VisitForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Reason"),
        min_length=10,
        max_length=500,
        help_text=gettext_lazy("The workspace reads it: what was asked, by whom."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(choices=lengths, coerce=int, label=gettext_lazy("How long"))


def begin(page, request, object_id):
    """GET asks for the reason, POST opens the door; `page` is Django admin's page of memberships."""
    membership = page.get_object(request, object_id)
    if membership is None:
        raise Http404
    form = VisitForm(posted(request), initial={"minutes": 30})
    if request.method == "POST" and form.is_valid():
        try:
            visit = _begin(request, membership, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            page.log_change(request, membership, f"visit {visit.number}: {visit.reason}")
            return redirect("desk:today", slug=membership.workspace.slug)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Visit in the place of a member"),
        "opts": page.opts,
        "original": membership,
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return TemplateResponse(request, "admin/workspaces/membership/visit.html", context, status=status)


def _begin(request, membership, *, reason, minutes):
    with as_the_app():
        if support.is_visiting(request):
            raise support.VisitRefused(_("End the visit you are on first."))
        staff = get_user_model().objects.get(pk=request.user.pk)
        with workspace(membership.workspace_id), transaction.atomic():
            found = Membership.objects.select_related("user", "workspace").get(pk=membership.pk)
            visit = support.begin_visit(found, staff=staff, reason=reason, minutes=minutes)
    support.remember(request, visit)
    messages.info(request, _("The workspace sees this visit, and why."))
    return visit
