"""Settings of the workspace: its custom fields."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.custom import labels, settings
from accounts.custom.settings_forms import CustomChoiceForm, CustomChoicesForm, CustomFieldForm
from accounts.models import CustomChoice, CustomField
from accounts.once import MadeBefore, add_once, refuse_sent_before
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

STEPS = {"up": -1, "down": 1}


def find_field(number) -> CustomField:
    with_choices = Prefetch("choices", CustomChoice.objects.order_by("place", "number"))
    return get_object_or_404(CustomField.objects.prefetch_related(with_choices), number=number)


def tried(form, verb) -> bool:
    """Whether the verb went through; what it refuses is told on the form."""
    try:
        verb()
    except MadeBefore as refusal:
        refuse_sent_before(form, refusal.record)
        return False
    except ValidationError as refusal:
        by_field = refusal.update_error_dict({})
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)
        return False
    return True


@workspace_page(Permission.MANAGE_SETTINGS)
def custom_fields(request):
    rows = list(CustomField.objects.all())
    groups = [
        {
            "of": of,
            "label": label,
            "fields": [each for each in rows if each.of == of and not each.is_archived],
        }
        for of, label in CustomField.Of.choices
    ]
    archived = [each for each in rows if each.is_archived]
    return settings_page(
        request,
        "accounts/custom_field_list.html",
        groups=groups,
        archived=archived,
        most=labels.MOST_FIELDS,
    )


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def custom_field_new(request):
    of = request.GET.get("of", CustomField.Of.ACCOUNT)
    if of not in CustomField.Of.values:
        return HttpResponseBadRequest(_("Choose accounts or contacts."))
    form = CustomFieldForm(posted(request), instance=CustomField(of=of))
    if request.method == "POST" and form.is_valid():
        add = partial(
            add_once, partial(settings.add_field, by=request.membership), CustomField,
            of=of, **form.cleaned_data,
        )  # fmt: skip
        if tried(form, add):
            label = isolated(form.instance.label)
            messages.success(request, _("The field %(label)s was added.") % {"label": label})
            return to_page(request, "accounts:custom_fields")
    label = CustomField.Of(of).label
    return settings_page(request, "accounts/custom_field.html", form, field_form=form, of_label=label)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def custom_field(request, number):
    field = find_field(number)
    form = CustomFieldForm(posted(request), instance=CustomField.objects.get(pk=field.pk))
    if request.method == "POST" and form.is_valid():
        changed = [name for name in form.changed_data if name in form.Meta.fields]
        if tried(form, partial(settings.change_field, form.instance, by=request.membership, changed=changed)):
            label = isolated(form.instance.label)
            messages.success(request, _("The field %(label)s was saved.") % {"label": label})
            return to_page(request, "accounts:custom_fields")
    return field_page(request, field, form=form)


def field_page(request, field, form=None, *, choices_form=None, choice=None, choice_form=None):
    """The page of a field, with the form that was refused on it."""
    form = form or CustomFieldForm(instance=CustomField.objects.get(pk=field.pk))
    refused = next((each for each in (choices_form, choice_form) if each is not None and each.errors), None)
    rows = [
        {"choice": each, "form": choice_form if choice and each.pk == choice.pk else None}
        for each in field.choices.all()
    ]
    context = {
        "custom_field": field,
        "of_label": field.get_of_display(),
        "rows": rows,
        "choices_form": choices_form or CustomChoicesForm(),
        "field_form": form,
    }
    return settings_page(request, "accounts/custom_field.html", refused or form, **context)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def custom_field_place(request, number):
    """POST with `step` moves the field one place up or down."""
    field = find_field(number)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        return HttpResponseBadRequest(_("Choose up or down."))
    settings.move_field(field, by=request.membership, step=step)
    return to_page(request, "accounts:custom_fields")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def custom_field_archive(request, number):
    """POST archives the field; with `undo` it restores it."""
    field = find_field(number)
    words = {"label": isolated(field.label)}
    if is_undo(request):
        try:
            settings.restore_field(field, by=request.membership)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("The field %(label)s is in use again.") % words)
    else:
        settings.archive_field(field, by=request.membership)
        undo_url = workspace_url(request, "accounts:custom_field_archive", number=number)
        say_done(
            request, _("The field %(label)s was archived. Its values are kept.") % words, undo_url=undo_url
        )
    return to_page(request, "accounts:custom_fields")


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def custom_choices(request, number):
    """POST adds choices to a field."""
    field = find_field(number)
    form = CustomChoicesForm(request.POST)
    if form.is_valid():
        add = partial(
            settings.add_choices, field, by=request.membership, choices=form.cleaned_data["choices"]
        )
        if tried(form, add):
            messages.success(request, _("The choices were added."))
            return to_page(request, "accounts:custom_field", number=number)
    return field_page(request, field, choices_form=form)


def find_choice(field, number) -> CustomChoice:
    return get_object_or_404(field.choices.select_related("field"), number=number)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def custom_choice(request, number, choice):
    """POST gives a choice another label."""
    field = find_field(number)
    found = find_choice(field, choice)
    form = CustomChoiceForm(request.POST, instance=found)
    if form.is_valid() and (
        not form.changed_data or tried(form, partial(settings.change_choice, found, by=request.membership))
    ):
        messages.success(request, _("The choice %(label)s was saved.") % {"label": isolated(found.label)})
        return to_page(request, "accounts:custom_field", number=number)
    return field_page(request, field, choice=found, choice_form=form)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def custom_choice_retirement(request, number, choice):
    """POST takes a choice out of what is offered; with `undo` it is offered again."""
    found = find_choice(find_field(number), choice)
    is_back = is_undo(request)
    settings.retire_choice(found, by=request.membership, is_back=is_back)
    words = {"label": isolated(found.label)}
    if is_back:
        messages.success(request, _("The choice %(label)s is offered again.") % words)
    else:
        undo_url = workspace_url(request, "accounts:custom_choice_retirement", number=number, choice=choice)
        text = _("The choice %(label)s is no longer offered; where it stands it stays.") % words
        say_done(request, text, undo_url=undo_url)
    return to_page(request, "accounts:custom_field", number=number)
