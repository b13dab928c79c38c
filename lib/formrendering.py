"""Form fields written by Python instead of by a template for each part: the same HTML in a tenth of the time.

Django renders every option of a select through two templates, and crispy every field through four. What pages
show most (text boxes, selects) is written here; everything else still goes through their templates.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html

SELECTS = "django/forms/widgets/select.html"
INPUTS = {f"django/forms/widgets/{kind}.html" for kind in ("input", "text", "hidden", "email", "password")}
SELECTED = {True: format_html(" {}", "selected"), False: ""}
OPTIONS = {f"django/forms/widgets/{kind}_option.html" for kind in ("radio", "checkbox")}
# Their HTML has parts that crispy's own templates write.
MANY_PARTS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput, forms.FileInput)


class Renderer(DjangoTemplates):
    """FORM_RENDERER of Sila."""

    def render(self, template_name, context, request=None):
        if template_name == SELECTS:
            return select(context["widget"])
        widget = context.get("widget", {})
        if template_name in INPUTS or (template_name in OPTIONS and not widget.get("wrap_label")):
            return text_box(widget)
        return super().render(template_name, context, request)


def attributes(attrs: Mapping[str, Any]) -> str:
    """` required class="…"` of a tag; False is left out, True has no value."""
    pairs = ((name, value if isinstance(value, bool) else text(value)) for name, value in attrs.items())
    return _attributes(*chain.from_iterable(pairs))


# Fields have the same attributes, labels and most options on every page; the type tells what is HTML already.
@lru_cache(maxsize=2048, typed=True)
def _attributes(*flat: str | bool) -> str:
    return joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in zip(flat[::2], flat[1::2], strict=True)
        if value is not False
    )


def text(value: Any) -> str:
    """A value in the language of now, still HTML if it was."""
    return value if isinstance(value, str) else str(value)


def joined(parts: Iterable[str], between: str = "") -> str:
    """Parts of HTML one after the other; what is not HTML yet is escaped. `between` is written in the code."""
    parts = list(parts)
    return format_html(between.join(["{}"] * len(parts)), *parts) if parts else format_html("{}", "")


def select(widget: Mapping[str, Any]) -> str:
    options = joined((_group(group, each) for group, each, _place in widget["optgroups"]), "\n")
    return whole_select(widget["name"], widget["attrs"], options)


def _group(label: Any, options: Iterable[Mapping[str, Any]]) -> str:
    inside = joined(map(option_of, options), "\n")
    return format_html('<optgroup label="{}">\n{}\n</optgroup>', label, inside) if label else inside


def whole_select(name: str, attrs: Mapping[str, Any], options: str) -> str:
    return format_html('<select name="{}"{}>\n{}\n</select>', name, attributes(attrs), options)


def option_of(each: Mapping[str, Any]) -> str:
    """As Select.create_option() tells it."""
    attrs = dict(each["attrs"])
    is_selected = attrs.pop("selected", False)
    value, label = text(each["value"]), text(each["label"])
    if attrs:
        return format_html(
            '<option value="{}"{}{}>{}</option>', value, SELECTED[is_selected], attributes(attrs), label
        )
    return option(value, label, is_selected)


@lru_cache(maxsize=4096, typed=True)
def option(value: str, label: str, is_selected: bool) -> str:
    return format_html('<option value="{}"{}>{}</option>', value, SELECTED[is_selected], label)


def text_box(widget: Mapping[str, Any]) -> str:
    held = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], held, attributes(widget["attrs"])
    )


def plain_field(field: forms.BoundField) -> str:
    """Label, control, errors and help of a text box or select, as crispy-bootstrap5 writes them; else nothing."""
    widget = field.field.widget
    if isinstance(widget, MANY_PARTS):
        return ""
    is_select = isinstance(widget, forms.Select)
    errors = field.errors
    classes = [
        widget.attrs.get("class", ""),
        type(widget).__name__.lower(),
        "form-select" if is_select else "form-control",
        "is-invalid" if errors else "",
    ]
    control = field.as_widget(attrs={**widget.attrs, "class": " ".join(filter(None, classes))})
    if field.is_hidden:
        return control
    label = _label(field.id_for_label, text(field.label), field.field.required) if field.label else ""
    return format_html(
        '<div id="div_{}" class="mb-3">{}{}{}{}</div>',
        field.auto_id,
        label,
        control,
        _errors(field, errors),
        _help(field),
    )


@lru_cache(maxsize=2048, typed=True)
def _label(control_id: str, label: str, is_required: bool) -> str:
    if not is_required:
        return format_html('<label for="{}" class="form-label">{}</label>', control_id, label)
    return format_html(
        '<label for="{}" class="form-label requiredField">{}<span class="asteriskField">*</span></label>',
        control_id,
        label,
    )


def _errors(field: forms.BoundField, errors) -> str:
    if not errors:
        return ""
    lines = joined(
        format_html('<p id="error_{}_{}"><strong>{}</strong></p>', place, field.auto_id, error)
        for place, error in enumerate(errors, start=1)
    )
    return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', errors.field_id, lines)


def _help(field: forms.BoundField) -> str:
    if not field.help_text:
        return ""
    text = conditional_escape(field.help_text)
    return format_html('<div id="{}_helptext" class="form-text">{}</div>', field.auto_id, text)
