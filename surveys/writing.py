"""Writing surveys and their questions."""

from django.db import transaction
from django.utils.translation import gettext as _

from lib import formats
from surveys.models import Choice, Measure, Question, Survey
from surveys.models.survey import MOST_QUESTIONS, NotNow
from timeline.services import record


@transaction.atomic
def add_survey(*, by, fields, form_token=None) -> Survey:
    survey = Survey.objects.create(**fields, created_by=by, form_token=form_token)
    record("survey.created", survey, by=by)
    return survey


@transaction.atomic
def change_survey(survey, *, by, read_version, fields) -> None:
    """Title, introduction and thanks, in any state. Stale when somebody saved it since it was read."""
    if all(getattr(survey, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save_version(read_version=read_version)
    record("survey.changed", survey, by=by)


@transaction.atomic
def copy_survey(survey, *, by, form_token=None) -> Survey:
    """A draft with the same texts and questions."""
    texts = ("title_ar", "title_en", "intro_ar", "intro_en", "thanks_ar", "thanks_en", "asks_testimonial")
    copied = add_survey(by=by, fields={name: getattr(survey, name) for name in texts}, form_token=form_token)
    for question in survey.asked():
        choices = [(each.label_ar, each.label_en) for each in question.choices.all()]
        names = ("kind", "scale", "measure", "text_ar", "text_en", "is_required")
        add_question(copied, by=by, fields={name: getattr(question, name) for name in names}, choices=choices)
    return copied


@transaction.atomic
def add_ready(ready, *, by, form_token=None) -> Survey:
    """A draft made of one of the ready ones."""
    made = add_survey(by=by, fields=dict(ready.texts), form_token=form_token)
    for question in ready.questions:
        add_question(made, by=by, fields=dict(question))
    return made


@transaction.atomic
def add_question(survey, *, by, fields, choices=(), form_token=None) -> Question:
    survey.hold_draft()
    if survey.questions.kept().count() >= MOST_QUESTIONS:
        raise NotNow(
            _("A survey has at most %(count)s questions.") % {"count": formats.number(MOST_QUESTIONS)}
        )
    _check_measured_once(survey, fields)
    question = Question(survey=survey, **fields, form_token=form_token)
    question.put_last()
    question.save()
    _set_choices(question, choices)
    record("survey.changed", survey, by=by)
    return question


@transaction.atomic
def change_question(question, *, by, fields, choices=()) -> None:
    question.survey.hold_draft()
    question.refresh_from_db()
    _check_measured_once(question.survey, fields, but=question)
    for name, value in fields.items():
        setattr(question, name, value)
    question.save()
    _set_choices(question, choices)
    record("survey.changed", question.survey, by=by)


def _check_measured_once(survey, fields, *, but=None) -> None:
    """Raises NotNow where another question asks the same: whose rating would count?"""
    measure = fields.get("measure")
    others = survey.questions.kept().filter(measure=measure).exclude(pk=but.pk if but else None)
    if measure and others.exists():
        text = _("This survey has a question for %(measure)s already: one of each kind is enough.")
        raise NotNow(text % {"measure": Measure(measure).short})


def _set_choices(question, choices) -> None:
    question.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(question=question, place=place, label_ar=label_ar, label_en=label_en)
        for place, (label_ar, label_en) in enumerate(choices, 1)
    )
