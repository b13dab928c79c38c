"""Settings of what complaints do elsewhere."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import EffectRules
from complaints.models.effects import MOST_HOURS
from lib.formfields import IntegerField
from lib.http import posted, to_page
from surveys.models import Question, Survey
from surveys.models.question import Scale
from timeline.services import record
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


def asking_surveys(kept=None):
    """Those that take answers and ask for a rating from 1 to 5; the one that is set stays among them."""
    rated = Question.objects.kept().filter(scale=Scale.FIVE, survey=OuterRef("pk"))
    offered = Survey.objects.open().filter(Exists(rated)) | Survey.objects.filter(pk=kept).filter(
        Exists(rated)
    )
    return {str(each.number): each for each in offered.order_by("-pk")}


class EffectsForm(forms.Form):
    hold_from = forms.TypedChoiceField(
        choices=EffectRules.Hold,
        coerce=int,
        label=gettext_lazy("Marketing to a customer is held"),
        help_text=gettext_lazy("While a complaint of this severity or above is open. Campaigns ask for it."),
    )
    survey = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Survey after a complaint is closed"),
        help_text=gettext_lazy("Open surveys with a rating from 1 to 5. Each complaint is asked about once."),
    )
    survey_after_hours = IntegerField(
        min_value=0,
        max_value=MOST_HOURS,
        label=gettext_lazy("So many hours after its end"),
        help_text=gettext_lazy("Whoever opens it again before is not asked."),
    )

    def __init__(self, data=None, *, rules):
        self.surveys = asking_surveys(kept=rules.survey_id)
        initial = {"hold_from": rules.hold_from, "survey_after_hours": rules.survey_after_hours}
        initial["survey"] = str(rules.survey.number) if rules.survey else ""
        super().__init__(data, initial=initial)
        named = [(number, each.name) for number, each in self.surveys.items()]
        self.fields["survey"].choices = [("", gettext_lazy("Nobody is asked")), *named]

    def clean_survey(self):
        return self.surveys.get(self.cleaned_data["survey"])


@workspace_page(Permission.MANAGE_COMPLAINTS, methods=("GET", "POST"))
def effects(request):
    standing = EffectRules.objects.standing()
    form = EffectsForm(posted(request), rules=standing)
    if request.method == "POST" and form.is_valid():
        change_rules(form.cleaned_data, by=request.membership)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "complaints:effects")
    return settings_page(request, "complaints/effects.html", form)


@transaction.atomic
def change_rules(fields: dict, *, by) -> None:
    standing = EffectRules.objects.standing()
    changes = {
        name: [getattr(standing, name), value]
        for name, value in fields.items()
        if getattr(standing, name) != value
    }
    if changes:
        kept, _is_new = EffectRules.objects.update_or_create(defaults=fields)
        if "survey" in changes:
            changes["survey"] = [each.name if each else "" for each in changes["survey"]]
        record("effectrules.changed", kept, by=by, changes=changes)
