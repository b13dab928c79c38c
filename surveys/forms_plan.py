"""What a colleague decides about a survey that is sent by itself."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Segment
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from surveys.models import Survey, SurveyPlan
from surveys.models.plan import LONGEST_NAME, MOST_DELAY_DAYS, USUAL_DELAY_DAYS

Trigger = SurveyPlan.Trigger


class PlanForm(forms.Form):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = CleanCharField(max_length=LONGEST_NAME, label=gettext_lazy("Name"))
    survey = forms.ChoiceField(
        label=gettext_lazy("Survey"), help_text=gettext_lazy("Surveys that are open are offered.")
    )
    trigger = forms.ChoiceField(
        choices=Trigger.choices,
        widget=forms.RadioSelect,
        initial=Trigger.PURCHASE,
        label=gettext_lazy("When it is sent"),
    )
    delay_days = IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_DELAY_DAYS,
        initial=USUAL_DELAY_DAYS,
        label=gettext_lazy("Days after the purchase"),
        help_text=gettext_lazy(
            "Only after purchases. What was cancelled, returned or paid back is not asked about, and neither are "
            "purchases out of a file."
        ),
    )
    starts_on = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("It goes out in your working hours; on a day off, on the next working day."),
    )
    segment = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Segment"),
        help_text=gettext_lazy("Without one: who bought, or the main contact of every customer."),
    )

    def __init__(self, data=None, *, plan=None):
        self.plan = plan
        kept = {"survey": plan and plan.survey_id, "segment": plan and plan.segment_id}
        surveys = Survey.objects.open() | Survey.objects.filter(pk=kept["survey"])
        segments = Segment.objects.in_use() | Segment.objects.filter(pk=kept["segment"])
        self.surveys = {str(each.number): each for each in surveys.order_by("-pk")}
        self.segments = {str(each.number): each for each in segments}
        initial = self.standing(plan) if plan else {"starts_on": timezone.localdate()}
        super().__init__(data, initial=initial)
        self.fields["survey"].choices = [(number, each.name) for number, each in self.surveys.items()]
        named = [(number, each.name) for number, each in self.segments.items()]
        self.fields["segment"].choices = [("", _("All customers")), *named]

    @staticmethod
    def standing(plan) -> dict:
        known = {
            name: getattr(plan, name) for name in ("name", "trigger", "delay_days", "starts_on", "version")
        }
        segment = str(plan.segment.number) if plan.segment else ""
        return {**known, "survey": str(plan.survey.number), "segment": segment}

    def clean_survey(self):
        return self.surveys[self.cleaned_data["survey"]]

    def clean_segment(self):
        return self.segments.get(self.cleaned_data["segment"])

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["trigger"] == Trigger.PURCHASE:
            if cleaned["delay_days"] is None:
                self.add_error("delay_days", _("Say how many days after the purchase."))
        else:
            cleaned["delay_days"] = self.plan.delay_days if self.plan else USUAL_DELAY_DAYS
        is_as_before = self.plan is not None and self.plan.starts_on == cleaned["starts_on"]
        is_over = cleaned["starts_on"] < timezone.localdate()
        if cleaned["trigger"] == Trigger.ONCE and is_over and not is_as_before:
            self.add_error("starts_on", _("This day is over. Choose today or a later day."))
        return cleaned

    @property
    def written(self) -> dict:
        names = ("name", "trigger", "survey", "segment", "delay_days", "starts_on")
        return {name: self.cleaned_data[name] for name in names}
