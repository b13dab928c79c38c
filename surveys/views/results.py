"""What came of a survey: one answer, who was invited, and all of it as a file."""

import io

from django.http import FileResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.spreadsheets import CONTENT_TYPES, write_table
from surveys.models import SurveyAnswer, SurveyInvitation
from surveys.results import table_of
from surveys.views.surveys import find_survey
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_INVITATIONS = 200


@workspace_page(Permission.VIEW_CUSTOMERS)
def answer(request, number):
    seen = SurveyAnswer.objects.visible_to(request.membership)
    related = (
        "invitation__survey",
        "invitation__contact",
        "invitation__account",
        "invitation__created_by__user",
    )
    found = get_object_or_404(seen.select_related(*related), number=number)
    said: dict[int, list] = {}
    for part in found.parts.select_related("choice"):
        said.setdefault(part.question_id, []).append(part)
    survey = found.invitation.survey
    lines = [{"question": each, "parts": said.get(each.pk, [])} for each in survey.asked()]
    context = {"answer": found, "survey": survey, "lines": lines, "remark": found.remarks.first()}
    return render(request, "surveys/answer.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def invitations(request, number):
    found = find_survey(request, number)
    seen = SurveyInvitation.objects.visible_to(request.membership).filter(survey=found)
    rows = seen.select_related("contact", "account", "created_by__user", "survey").order_by("-pk")
    rows = rows.prefetch_related("answers")[: MOST_INVITATIONS + 1]
    return render(request, "surveys/invitations.html", {"survey": found, "rows": list(rows)})


@workspace_page(Permission.EXPORT, methods=("POST",), proof=("POST",))
def export(request, number):
    """Every answer as a row, CSV or Excel."""
    found, kind = find_survey(request, number), request.POST.get("format", "csv")
    if kind not in CONTENT_TYPES:
        return HttpResponseBadRequest(_("Choose CSV or Excel."))
    file = io.BytesIO()
    rows = table_of(found, found.asked(), request.membership)
    write_table(file, rows, kind, title=found.name, language=get_language() or "ar")
    file.seek(0)
    name = f"survey-{found.number}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind])
