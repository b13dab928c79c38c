"""The questions of a draft: add, change, move, remove."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from surveys.forms import QuestionForm
from surveys.models import Question
from surveys.models.survey import NotADraft, NotNow
from surveys.views.surveys import find_survey
from surveys.writing import add_question, change_question
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


def find_question(found, number) -> Question:
    return get_object_or_404(found.questions.select_related("survey"), number=number)


def refuse(request, found):
    text = _("Questions stand as they are once a survey is open: make a copy and change that.")
    messages.error(request, text)
    return to_page(request, "surveys:survey", number=found.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def question_new(request, number):
    found = find_survey(request, number)
    if not found.is_draft:
        return refuse(request, found)
    form = QuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_question, found, by=request.membership)
        token, written = form.cleaned_data["form_token"], form.written
        try:
            add_once(add, Question, form_token=token, **written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except NotADraft:
            return refuse(request, found)
        except NotNow as refusal:
            form.add_error("measure" if form.cleaned_data["measure"] else None, str(refusal))
        else:
            return to_page(request, "surveys:survey", number=number)
    return form_page(request, "surveys/question_form.html", form, survey=found)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def question(request, number, question):
    found = find_survey(request, number)
    standing = find_question(found, question)
    if not found.is_draft:
        return refuse(request, found)
    form = QuestionForm(posted(request), question=standing)
    if request.method == "POST" and form.is_valid():
        try:
            change_question(standing, by=request.membership, **form.written)
        except NotADraft:
            return refuse(request, found)
        except NotNow as refusal:
            form.add_error("measure", str(refusal))
        else:
            return to_page(request, "surveys:survey", number=number)
    return form_page(request, "surveys/question_form.html", form, survey=found, question=standing)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def question_place(request, number, question):
    """POST moves it up or down."""
    found = find_survey(request, number)
    way = request.POST.get("way")
    if way not in {"up", "down"}:
        return HttpResponseBadRequest(_("Choose up or down."))
    try:
        find_question(found, question).move(by=request.membership, up=way == "up")
    except NotADraft:
        return refuse(request, found)
    return to_page(request, "surveys:survey", number=number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def question_removal(request, number, question):
    """POST takes it off the draft; with `undo` it is back."""
    found = find_survey(request, number)
    standing = find_question(found, question)
    words = {"name": isolated(standing.text)}
    try:
        if is_undo(request):
            standing.restore(by=request.membership)
            say_done(request, _("Back in the survey: %(name)s") % words)
        else:
            standing.remove(by=request.membership)
            url = workspace_url(request, "surveys:question_removal", number=number, question=question)
            say_done(request, _("Removed: %(name)s") % words, undo_url=url)
    except NotADraft:
        return refuse(request, found)
    return to_page(request, "surveys:survey", number=number)
