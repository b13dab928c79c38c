"""What a colleague knows well and how much the colleague carries: declared by oneself, or set by whoever leads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lib.formats import isolated
from lib.http import form_page, posted, to_page
from planning.capacity import carried_by
from planning.forms_types import SpecialismForm
from planning.models import MemberCapacity
from planning.specialising import known_by, led_by, set_load
from workspaces.decorators import workspace_page
from workspaces.models import Membership
from workspaces.roles import Permission


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def load(request, number):
    member = get_object_or_404(Membership.objects.select_related("user"), number=number)
    may_set = led_by(request.membership).filter(pk=member.pk).exists()
    may_write = may_set or member.pk == request.membership.pk
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    points = MemberCapacity.objects.filter(member=member).values_list("points", flat=True).first()
    form = SpecialismForm(posted(request), member=member, points=points, may_set_capacity=may_set)
    if request.method == "POST" and form.is_valid():
        set_load(member, by=request.membership, **form.cleaned_data)
        text = _("What %(name)s knows and carries was saved.") % {"name": isolated(str(member))}
        messages.success(request, text)
        return to_page(request, "desk:team")
    shown = {"member": member, "carried": carried_by([member.pk])[member.pk], "may_write": may_write}
    if not may_write:
        shown["known"] = known_by([member.pk]).get(member.pk, "")
    return form_page(request, "planning/load.html", form, **shown)
