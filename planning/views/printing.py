"""The plan as a PDF, in the language asked for."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from planning.printing import print_plan
from planning.views.plans import find_plan
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def plan_pdf(request, number):
    """`language` is ar or en; without it that of the page."""
    plan = find_plan(request, number)
    asked = request.GET.get("language", "")
    made = print_plan(plan, asked if asked in ("ar", "en") else (get_language() or "ar")[:2])
    response = HttpResponse(made, content_type="application/pdf")
    name = f"plan-{plan.account.number}-{timezone.localdate():%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
