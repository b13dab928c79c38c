"""Surveys: the list, writing one, its page with what came of it, its state, a copy, and how the customer sees it."""

import uuid
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from lib import formats
from lib.formats import isolated
from lib.formfields import FormTokenField
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import say_done
from surveys.answering import AnswerForm
from surveys.forms import SurveyForm
from surveys.measures import FEW
from surveys.models import Survey, SurveyAnswer
from surveys.models.survey import NotNow
from surveys.ready import READY
from surveys.results import MOST_ANSWERS, overview, results_of
from surveys.writing import add_ready, add_survey, change_survey, copy_survey
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_SURVEYS = 200
State = Survey.State


def find_survey(request, number) -> Survey:
    return get_object_or_404(Survey.objects.select_related("created_by__user"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def survey_list(request):
    surveys = Survey.objects.with_counts(request.membership).order_by("-pk")[:MOST_SURVEYS]
    return render(request, "surveys/list.html", {"surveys": surveys})


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def survey_new(request):
    form = SurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_survey, by=request.membership)
        try:
            made = add_once(add, Survey, form_token=form.cleaned_data["form_token"], fields=form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            return to_page(request, "surveys:survey", number=made.number)
    return form_page(request, "surveys/survey_form.html", form, ready=ready_ones())


def ready_ones() -> list[dict]:
    """Each with a token of its own: pressed twice it is one draft, and pressed on another it is another one."""
    return [{"name": name, "ready": each, "token": uuid.uuid4()} for name, each in READY.items()]


class ReadyForm(forms.Form):
    form_token = FormTokenField()
    name = forms.ChoiceField(choices=[(name, each.label) for name, each in READY.items()])


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def survey_ready(request):
    """A draft of a ready survey, one for each press."""
    form = ReadyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose one of the ready surveys."))
    ready, token = READY[form.cleaned_data["name"]], form.cleaned_data["form_token"]
    add = partial(add_ready, ready, by=request.membership)
    made = add_once(add, Survey, form_token=token)
    messages.success(request, _("This is a draft: change it as you like, then open it."))
    return to_page(request, "surveys:survey", number=made.number)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
def survey_edit(request, number):
    found = find_survey(request, number)
    form = SurveyForm(posted(request), survey=found)
    if request.method == "POST" and form.is_valid():
        read_version = form.cleaned_data["version"] or 0
        try:
            change_survey(found, by=request.membership, read_version=read_version, fields=form.written)
        except Stale:
            refuse_stale(form, Survey.objects.get(pk=found.pk).version)
        else:
            messages.success(request, _("The survey was saved."))
            return to_page(request, "surveys:survey", number=number)
    return form_page(request, "surveys/survey_form.html", form, survey=found)


@workspace_page(Permission.VIEW_CUSTOMERS)
def survey(request, number):
    """A draft shows its questions to be written, any other what came of it."""
    found = find_survey(request, number)
    questions = found.asked()
    context = {"survey": found, "questions": questions}
    if not found.is_draft:
        answers = SurveyAnswer.objects.visible_to(request.membership).filter(invitation__survey=found)
        read = answers.select_related("invitation__contact", "invitation__account")
        context |= {
            "few_of_measure": FEW,
            "overview": overview(found, request.membership),
            "results": results_of(found, questions, request.membership),
            "answers": list(read.order_by("-pk")[:MOST_ANSWERS]),
            "send_query": f"?survey={found.number}",
        }
    return render(request, "surveys/survey.html", context)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def survey_state(request, number):
    """POST takes it to the state `to`; the toast takes it back to the state in `undo`."""
    found = find_survey(request, number)
    before, to = found.state, request.GET.get("undo") or request.POST.get("to")
    if to not in State.values:
        return HttpResponseBadRequest(_("Choose open, closed or draft."))
    verbs = {State.CLOSED: found.close, State.DRAFT: found.back_to_draft}
    verb = (found.open if before == State.DRAFT else found.reopen) if to == State.OPEN else verbs[to]
    try:
        verb(by=request.membership)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return to_page(request, "surveys:survey", number=number)
    text = SAID[to] % {"name": isolated(found.name)}
    if before == found.state:
        say_done(request, text)
    else:
        url = workspace_url(request, "surveys:state", number=number)
        say_done(request, text, undo_url=url, undo=before)
    return to_page(request, "surveys:survey", number=number)


SAID = {
    State.OPEN: translation.gettext_lazy("Open: %(name)s. Customers can be invited."),
    State.CLOSED: translation.gettext_lazy("Closed: %(name)s. Links take no answers any more."),
    State.DRAFT: translation.gettext_lazy("A draft again: %(name)s."),
}


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def survey_copy(request, number):
    """A draft with the same questions."""
    made = copy_survey(find_survey(request, number), by=request.membership)
    messages.success(request, _("This is a copy: change it as you like, then open it."))
    return to_page(request, "surveys:survey", number=made.number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def preview(request, number):
    """As the customer sees it, in either language; nothing can be sent."""
    found = find_survey(request, number)
    language = request.GET.get("language", "")
    language = language if language in {"ar", "en"} else translation.get_language()
    with translation.override(language), formats.use(request.workspace.formats(language)):
        context = {
            "survey": found,
            "form": AnswerForm(questions=found.asked()),
            "title": found.title(language),
            "intro": found.intro(language),
            "by": isolated(request.workspace.name),
            "is_preview": True,
            "other": "en" if language[:2] == "ar" else "ar",
        }
        return render(request, "surveys/preview.html", context)
