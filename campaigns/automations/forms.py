"""What a colleague decides about an automation: who enters, what is done for them, and when they leave."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Segment, Tag
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from accounts.purposes import purpose_choices, purpose_names
from campaigns.audience_words import colleagues
from campaigns.automations import design as plans
from campaigns.automations.ready import ready
from campaigns.automations.triggers import DAYS, FILES, HOURS, SEGMENT, TAG, triggers
from campaigns.formfields import InUseField, TemplateField
from campaigns.models import Template
from campaigns.models.campaign import LONGEST_NAME
from interactions.formfields import ClockField
from lib.formfields import CleanCharField, FormTokenField, IntegerField

MOST_TAGS = 300
ONCE, AGAIN = "once", "again"
UNITS = [
    (plans.MINUTES, pgettext_lazy("waits", "minutes")),
    (plans.HOURS, pgettext_lazy("waits", "hours")),
    (plans.DAYS, pgettext_lazy("waits", "days")),
]
QUESTIONS = [
    (plans.OPENED, _("Opened a letter of this automation")),
    (plans.PRESSED, _("Pressed a link in a letter of this automation")),
    (plans.ANSWERED, _("Wrote, called or came to us since they entered")),
    (plans.SILENT, _("Has not written, called or come since they entered")),
    (plans.BOUGHT, _("Bought something since they entered")),
    (plans.IN_SEGMENT, _("Is in a segment")),
]
GOALS = [
    (plans.NO_GOAL, _("None: everybody goes to the end")),
    (plans.BOUGHT, _("They bought something since they entered")),
    (plans.IN_SEGMENT, _("They are in a segment")),
]


def tag_choices(kept: str = "") -> list[tuple[str, str]]:
    names = Tag.objects.filter(kind=Tag.Kind.TAG).order_by("name").values_list("name", flat=True)
    return [(name, name) for name in sorted({*names[:MOST_TAGS], *filter(None, [kept])})]


class TypedForm(forms.Form):
    """While steps are put together, what is typed is kept and not judged."""

    @classmethod
    def as_typed(cls, data, **kwargs):
        form = cls(None, **kwargs)
        for name in form.fields:
            key = form.add_prefix(name)
            if isinstance(form.fields[name], forms.BooleanField):
                form.initial[name] = key in data
            elif key in data:
                form.initial[name] = data[key]
        return form

    def need(self, name: str) -> None:
        """It is asked for after all."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])


class ReadyForm(forms.Form):
    form_token = FormTokenField()
    kind = forms.ChoiceField(choices=[(each.key, each.label) for each in ready])


class AutomationForm(TypedForm):
    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = CleanCharField(
        max_length=LONGEST_NAME, label=_("Name"), help_text=_("For colleagues; customers do not see it.")
    )
    purpose = forms.ChoiceField(
        label=_("What its letters are for"),
        help_text=_(
            "Only who agreed to this gets it. Service messages and surveys come until they are refused."
        ),
    )
    trigger = forms.ChoiceField(label=_("Who enters"))
    hours = IntegerField(
        required=False, min_value=1, max_value=240, initial=4, label=_("After so many hours")
    )
    days = IntegerField(required=False, min_value=1, max_value=60, initial=2, label=_("After so many days"))
    segment = InUseField(Segment, required=False, label=_("Segment"), empty_label=_("Choose a segment"))
    tag = forms.ChoiceField(required=False, label=_("Tag"))
    with_files = forms.BooleanField(
        required=False,
        label=_("Also those who come by a file"),
        help_text=_("An import may bring thousands at once."),
    )
    again = forms.ChoiceField(
        choices=[(ONCE, _("Once")), (AGAIN, _("Again, after some days"))],
        initial=ONCE,
        label=_("How often each may enter"),
    )
    again_days = IntegerField(
        required=False,
        min_value=plans.LEAST_AGAIN,
        max_value=plans.MOST_AGAIN,
        initial=30,
        label=_("Days until then"),
    )
    goal = forms.ChoiceField(choices=GOALS, initial=plans.NO_GOAL, label=_("Goal"))
    goal_segment = InUseField(Segment, required=False, label=_("Segment"), empty_label=_("Choose a segment"))

    def __init__(self, data=None, *, automation=None):
        super().__init__(data, initial=self._stands(automation))
        design = automation.design if automation else {}
        purposes = purpose_choices()
        if automation and automation.purpose not in dict(purposes):
            purposes.append((automation.purpose, purpose_names().get(automation.purpose, automation.purpose)))
        self.fields["purpose"].choices = purposes
        self.fields["trigger"].choices = [(each.key, each.label) for each in triggers]
        trigger, goal = design.get("trigger", {}), design.get("goal", {})
        self.fields["segment"].offering(number=trigger.get(SEGMENT))
        self.fields["goal_segment"].offering(number=goal.get("segment"))
        self.fields["tag"].choices = [("", _("Choose a tag")), *tag_choices(trigger.get(TAG, ""))]

    def _stands(self, automation) -> dict[str, Any]:
        if automation is None:
            return {"trigger": "contact_added", "purpose": "service"}
        trigger, goal = automation.design["trigger"], automation.design["goal"]
        stands: dict[str, Any] = {name: getattr(automation, name) for name in ("name", "purpose", "version")}
        stands |= {name: trigger[name] for name in (HOURS, DAYS, SEGMENT, TAG, FILES) if name in trigger}
        stands |= {"trigger": trigger["kind"], "goal": goal["kind"], "goal_segment": goal.get("segment")}
        again_days = automation.design.get("again_days")
        return stands | ({"again": AGAIN, "again_days": again_days} if again_days else {"again": ONCE})

    @property
    def chosen(self):
        """The trigger, for what is asked about it."""
        value = self["trigger"].value()
        return triggers.get(value) or next(iter(triggers))

    @property
    def asked(self):
        return [self[name] for name in self.chosen.asks]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not says_something(name):
            raise ValidationError(NEEDS_A_LETTER)
        return name

    def clean(self):
        cleaned = super().clean()
        trigger = triggers.get(cleaned.get("trigger", ""))
        for name in (HOURS, DAYS, SEGMENT, TAG):
            if trigger is not None and name in trigger.asks:
                self.need(name)
            elif trigger is not None:
                self.errors.pop(name, None)
        for name, chosen in (("again_days", cleaned.get("again") == AGAIN),
                             ("goal_segment", cleaned.get("goal") == plans.IN_SEGMENT)):  # fmt: skip
            if chosen:
                self.need(name)
            elif trigger is not None:
                self.errors.pop(name, None)
        return cleaned

    def design(self, steps) -> dict[str, Any]:
        cleaned = self.cleaned_data
        trigger: dict[str, Any] = {"kind": cleaned["trigger"]}
        for name in triggers.get(cleaned["trigger"]).asks:
            trigger[name] = cleaned[name].number if name == SEGMENT else cleaned[name]
        goal: dict[str, Any] = {"kind": cleaned["goal"]}
        if cleaned["goal"] == plans.IN_SEGMENT:
            goal["segment"] = cleaned["goal_segment"].number
        again_days = cleaned["again_days"] if cleaned["again"] == AGAIN else None
        return {"trigger": trigger, "again_days": again_days, "goal": goal, "steps": steps}


class StepForm(TypedForm):
    """One step; `later` are (key, words) of those that come after it."""

    kind = ""
    label: Any = ""

    def __init__(self, data=None, *, key: int, step=None, later=()):
        self.key, self.later = key, later
        super().__init__(data, prefix=f"s{key}", initial=self.stands(step) if step else {})

    def stands(self, step) -> dict[str, Any]:
        return {name: step[name] for name in self.base_fields if name in step}

    @property
    def written(self) -> dict[str, Any]:
        return {"key": self.key, "kind": self.kind, **self.said()}

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class MessageForm(StepForm):
    kind, label = plans.MESSAGE, _("Letter")
    template = TemplateField(Template, label=_("Template"), empty_label=_("Choose a template"))

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, step=step, **kwargs)
        self.fields["template"].offering(number=step and step.get("template"))

    def said(self):
        return {"template": self.cleaned_data["template"].number}


class WaitForm(StepForm):
    kind, label = plans.WAIT, pgettext_lazy("step", "Wait")
    amount = IntegerField(min_value=1, max_value=600, initial=1, label=pgettext_lazy("waits", "How long"))
    unit = forms.ChoiceField(choices=UNITS, initial=plans.DAYS, label=_("Unit"))

    def clean(self):
        cleaned = super().clean()
        most = plans.MOST_WAITED.get(cleaned.get("unit", ""))
        if most and cleaned.get("amount") and cleaned["amount"] > most:
            self.add_error("amount", _("At most %(most)s of these.") % {"most": most})
        return cleaned


class UntilForm(StepForm):
    kind, label = plans.UNTIL, _("Wait for a time of day")
    at = ClockField(label=_("Until"), initial=time(9))

    def stands(self, step):
        hour, minute = step["at"].split(":")
        return {"at": time(int(hour), int(minute))}

    def said(self):
        return {"at": f"{self.cleaned_data['at']:%H:%M}"}


class ConditionForm(StepForm):
    kind, label = plans.CONDITION, _("Condition")
    ask = forms.ChoiceField(choices=QUESTIONS, label=_("Question"))
    segment = InUseField(Segment, required=False, label=_("Segment"), empty_label=_("Choose a segment"))
    no = forms.ChoiceField(label=_("If not"))

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, step=step, **kwargs)
        self.fields["segment"].offering(number=step and step.get("segment"))
        self.fields["no"].choices = [
            (plans.END, _("They leave")),
            *((str(key), words) for key, words in self.later),
        ]

    def stands(self, step):
        return super().stands(step) | {"no": str(step.get("no", plans.END))}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("ask") == plans.IN_SEGMENT:
            self.need("segment")
        else:
            self.errors.pop("segment", None)
        return cleaned

    def said(self):
        cleaned = self.cleaned_data
        no = cleaned["no"]
        found = {"ask": cleaned["ask"], "no": no if no == plans.END else int(no)}
        return found | ({"segment": cleaned["segment"].number} if cleaned["ask"] == plans.IN_SEGMENT else {})


class FollowUpStepForm(StepForm):
    kind, label = plans.FOLLOW_UP, _("Follow-up for a colleague")
    owner = forms.ChoiceField(label=_("Who looks after it"))
    reason = CleanCharField(max_length=plans.LONGEST_REASON, label=_("What is to be done"))
    days = IntegerField(min_value=0, max_value=60, initial=1, label=_("Due after so many days"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = [(str(each.number), each.user.name) for each in colleagues()]
        self.fields["owner"].choices = [(plans.MANAGER, _("The account manager of the customer")), *members]

    def said(self):
        owner = self.cleaned_data["owner"]
        return super().said() | {"owner": owner if owner == plans.MANAGER else int(owner)}


class TagForm(StepForm):
    kind, label = plans.TAG, _("Tag for the customer")
    tag = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args, step=None, **kwargs):
        super().__init__(*args, step=step, **kwargs)
        self.fields["tag"].choices = [("", _("Choose a tag")), *tag_choices(step["tag"] if step else "")]


STEPS: dict[str, type[StepForm]] = {
    each.kind: each for each in (MessageForm, WaitForm, UntilForm, ConditionForm, FollowUpStepForm, TagForm)
}
