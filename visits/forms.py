"""What a person says in the settings of visits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField, FormTokenField, IntegerField
from visits.models import VisitRules
from visits.models.key import LONGEST_NAME


class KeyForm(forms.Form):
    form_token = FormTokenField()
    name = CleanCharField(
        max_length=LONGEST_NAME,
        label=_("Name of the site"),
        help_text=_("Such as “Our shop”: by this name you know the key again."),
    )


class RulesForm(forms.Form):
    keep_months = IntegerField(
        min_value=VisitRules.SHORTEST,
        max_value=VisitRules.LONGEST,
        label=_("Months that visits are kept"),
        help_text=_("What is older is forgotten by itself."),
    )
