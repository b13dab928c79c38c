"""The page on which a customer answers a survey, once."""

from allauth.core import ratelimit
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from lib.formats import isolated
from lib.http import UNPROCESSABLE
from portal.opening import customer_page
from surveys.answering import AnswerForm
from surveys.models import SurveyInvitation
from surveys.services import LinkOver, give_answer

GONE = 410


def invitation_of(token_hash):
    seen = SurveyInvitation.objects.select_related("survey", "account", "contact")
    return seen.filter(token_hash=token_hash).first()


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(invitation_of)
def survey(request, workspace, invitation):
    """GET shows the questions and records nothing; POST answers. Answered before: the thanks, whatever is sent."""
    asked, language = invitation.survey, get_language() or "ar"
    context = {"by": isolated(workspace.name), "title": asked.title(language), "survey": asked}
    thanks = {**context, "thanks": asked.thanks(language)}
    if invitation.answered_at is not None:
        return render(request, "portal/survey_thanks.html", thanks)
    if not invitation.takes_answers:
        return render(request, "portal/survey_over.html", context, status=GONE)
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=asked.asked())
    context |= {"form": form, "intro": asked.intro(language)}
    if request.method != "POST":
        return render(request, "portal/survey.html", context)
    if not ratelimit.consume(request, action="answer_survey"):
        return render(request, "portal/survey.html", {**context, "is_too_often": True}, status=429)
    if not form.is_valid():
        return render(request, "portal/survey.html", context, status=UNPROCESSABLE)
    try:
        give_answer(invitation, form.given)
    except LinkOver:
        return render(request, "portal/survey_over.html", context, status=GONE)
    return render(request, "portal/survey_thanks.html", thanks)
