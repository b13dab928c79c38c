"""Settings of the workspace: its ready answers."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from interactions.models import ReadyAnswer
from interactions.models.ready_answer import NameInUse
from interactions.placeholders import PLACEHOLDERS
from interactions.ready_answer_forms import ReadyAnswerForm
from interactions.ready_answers import add_answer, change_answer
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


def find_answer(number) -> ReadyAnswer:
    """Of this workspace: whoever may change the settings sees all of them."""
    return get_object_or_404(ReadyAnswer.objects.order_by("pk"), number=number)


@workspace_page(Permission.MANAGE_SETTINGS)
def ready_answers(request):
    rows = list(ReadyAnswer.objects.all())
    in_use = [each for each in rows if not each.is_archived]
    archived = [each for each in rows if each.is_archived]
    return settings_page(request, "interactions/ready_answers.html", answers=in_use, archived=archived)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def ready_answer_new(request):
    form = ReadyAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid() and add(request, form):
        return to_page(request, "interactions:ready_answers")
    return answer_page(request, form)


def add(request, form) -> bool:
    token = form.cleaned_data["form_token"]
    try:
        made = add_once(
            partial(add_answer, by=request.membership), ReadyAnswer, form_token=token, **form.written
        )
    except MadeBefore as refusal:
        refuse_sent_before(form, refusal.record)
        return False
    except IntegrityError:  # not the same form: another answer has the name
        form.add_error(None, NameInUse())
        return False
    messages.success(request, _("The ready answer %(name)s was added.") % {"name": isolated(made.name)})
    return True


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def ready_answer(request, number):
    found = find_answer(number)
    form = ReadyAnswerForm(posted(request), instance=find_answer(number))
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "interactions:ready_answers")
    return answer_page(request, form, found)


def save(request, form) -> bool:
    changed, version = form.apply(), form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            saved = change_answer(form.instance, by=request.membership, read_version=version, changed=changed)
    except NameInUse as refusal:
        form.add_error(None, refusal)
        return False
    except Stale:
        refuse_stale(form, ReadyAnswer.objects.get(pk=form.instance.pk).version)
        return False
    messages.success(request, _("The ready answer %(name)s was saved.") % {"name": isolated(saved.name)})
    return True


def answer_page(request, form, found=None):
    context = {"answer": found, "placeholders": PLACEHOLDERS}
    return settings_page(request, "interactions/ready_answer.html", form, **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def ready_answer_archive(request, number):
    """POST archives the answer; with `undo` it restores it."""
    found = find_answer(number)
    words = {"name": isolated(found.name)}
    if not is_undo(request):
        found.archive(by=request.membership)
        undo_url = workspace_url(request, "interactions:ready_answer_archive", number=number)
        text = _("The ready answer %(name)s was archived: it is no longer offered.")
        say_done(request, text % words, undo_url=undo_url)
        return to_page(request, "interactions:ready_answers")
    try:
        with transaction.atomic():
            found.restore(by=request.membership)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The ready answer %(name)s is offered again.") % words)
    return to_page(request, "interactions:ready_answers")
