"""What Python writes of a form is what Django's and crispy's own templates write."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from lib.countryfield import CountryField
from lib.formrendering import Renderer, plain_field

HARD = """<b>"&' {0} % قهوة"""


class Everything(forms.Form):
    text = forms.CharField(
        label=HARD, help_text=HARD, max_length=20, widget=forms.TextInput({"data-x": HARD})
    )
    mail = forms.EmailField(required=False, disabled=True)
    hidden = forms.CharField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(choices=[("", "—"), (1, HARD), (HARD, "two"), ("group", [(2, "in it")])])
    country = CountryField(required=False)


BOUND = [None, {}, {"text": HARD, "mail": "no", "choice": HARD, "hidden": HARD, "country": "SA"}]


@pytest.mark.parametrize("data", BOUND, ids=["new", "empty", "filled"])
@pytest.mark.parametrize("name", Everything.base_fields)
def test_a_widget_is_written_as_django_writes_it(name, data):
    ours = Everything(data, renderer=Renderer())[name].as_widget()
    form = Everything(data, renderer=DjangoTemplates())
    if name == "country":  # its own widget writes what a plain select would
        form.fields[name].widget = forms.Select(choices=form.fields[name].choices)
    assert parse_html(ours) == parse_html(form[name].as_widget())


@pytest.mark.parametrize("name", Everything.base_fields)
def test_no_typed_sign_becomes_markup(name):
    bound = Everything(BOUND[2], renderer=Renderer())[name]
    assert "<b>" not in str(plain_field(bound))


def test_a_wrong_field_says_why_and_is_tied_to_its_error():
    field = str(plain_field(Everything({"text": ""}, renderer=Renderer())["text"]))
    assert 'class="textinput form-control is-invalid"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_text_error" class="invalid-feedback"' in field
    assert "aria-describedby=" in field


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput])
def test_fields_of_many_parts_are_left_to_crispy(widget):
    made = type("Made", (forms.Form,), {"one": forms.ChoiceField(choices=[(1, "1")], widget=widget)})
    assert plain_field(made()["one"]) == ""
