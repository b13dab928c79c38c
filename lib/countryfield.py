"""The choice of a country: 250 options, written once for a language and not once for a page."""

from functools import lru_cache

from django import forms
from django.utils.translation import get_language

from lib import formrendering
from lib.places import country_choices


class CountrySelect(forms.Select):
    def use_required_attribute(self, initial):
        return not self.is_hidden  # Django looks through all choices for it

    def render(self, name, value, attrs=None, renderer=None):
        held = value if value in dict(country_choices()) else ""
        options = _country_options(get_language() or "ar", held)
        return formrendering.whole_select(name, self.build_attrs(self.attrs, attrs), options)


@lru_cache(maxsize=64)
def _country_options(language, held):
    options = [formrendering.option(code, str(name), code == held) for code, name in country_choices()]
    return formrendering.joined(options, "\n")


class CountryField(forms.ChoiceField):
    widget = CountrySelect

    def __init__(self, **kwargs):
        super().__init__(choices=country_choices, **kwargs)
