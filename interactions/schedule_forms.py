"""What a person may choose about regular contact: of a tier, and of one customer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models import FollowUp, Interaction
from interactions.models.contact_rule import CLASSES
from interactions.scheduling import PROPOSED, rhythm_of
from lib.formfields import CleanCharField, DayField, IntegerField
from lib.recurrence import MOST, Unit

TIER, OWN, NONE = "tier", "own", "none"
CHANNELS = [("", _("Any channel"))] + [
    choice for choice in Interaction.Channel.choices if choice[0] != Interaction.Channel.NOTE
]
# The lines of the tiers are drawn by hand.
LOOKS = {
    "is_on": "form-check-input",
    "every": "form-control",
    "unit": "form-select",
    "channel": "form-select",
}
FURTHEST_DAYS = 3 * 366


def every_field(**kwargs):
    return IntegerField(min_value=1, max_value=MOST, required=False, label=_("Every"), **kwargs)


def class_label(tier: str, label) -> str:
    """“Tier A”, “Type: strategic”."""
    text = _("Tier %(tier)s") if len(tier) == 1 else _("Type: %(tier)s")
    return text % {"tier": label}


class RulesForm(forms.Form):
    """A line for each tier: whether something is asked, how often, over which channel."""

    def __init__(self, data=None, *, asked):
        super().__init__(data)
        self.asked = asked
        for tier, label in CLASSES:
            unit, every = PROPOSED[tier]
            standing = asked.by_tier.get(tier)
            shown = standing or {"unit": unit, "every": every, "channel": ""}
            self.fields[f"is_on_{tier}"] = forms.BooleanField(
                required=False, initial=standing is not None, label=label
            )
            self.fields[f"every_{tier}"] = every_field(initial=shown["every"])
            self.fields[f"unit_{tier}"] = forms.ChoiceField(
                choices=FollowUp.Repeat, initial=shown["unit"], required=False, label=_("Unit")
            )
            self.fields[f"channel_{tier}"] = forms.ChoiceField(
                choices=CHANNELS, initial=shown["channel"], required=False, label=_("Channel")
            )
            for name, css in LOOKS.items():
                self.fields[f"{name}_{tier}"].widget.attrs["class"] = css

    @property
    def lines(self):
        names = ("is_on", "every", "unit", "channel")
        return [
            {
                "tier": tier,
                "label": class_label(tier, label),
                **{name: self[f"{name}_{tier}"] for name in names},
            }
            for tier, label in CLASSES
        ]

    def clean(self):
        cleaned = super().clean()
        for tier, _label in CLASSES:
            is_on = cleaned.get(f"is_on_{tier}")
            if is_on and not cleaned.get(f"every_{tier}") and f"every_{tier}" not in self.errors:
                self.add_error(
                    f"every_{tier}", _("Write how often: 1 for every week, 2 for every other one.")
                )
            if not is_on:
                self.errors.pop(f"every_{tier}", None)  # what is switched off is not in the way
        return cleaned

    @property
    def written(self) -> dict[str, dict | None]:
        given = self.cleaned_data
        return {
            tier: {
                "unit": given[f"unit_{tier}"] or Unit.WEEK.value,
                "every": given[f"every_{tier}"],
                "channel": given[f"channel_{tier}"],
            }
            if given[f"is_on_{tier}"]
            else None
            for tier, _label in CLASSES
        }


class ScheduleForm(forms.Form):
    """Over a customer: as the tier asks, a rhythm of its own, or none; and what is to be talked about."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    how = forms.ChoiceField(
        choices=[
            (TIER, _("As the tier or the type asks")),
            (OWN, _("A rhythm of its own")),
            (NONE, _("No regular contact")),
        ],
        widget=forms.RadioSelect,
        label=_("How often"),
    )
    every = every_field()
    unit = forms.ChoiceField(choices=FollowUp.Repeat, required=False, label=_("Unit"))
    channel = forms.ChoiceField(choices=CHANNELS, required=False, label=_("Channel"))
    begins_on = DayField(
        required=False, label=_("Next contact"), help_text=_("Leave empty to count from the last contact.")
    )
    topics = CleanCharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Topics of the next contacts"),
        help_text=_("One on each line. The next contact takes the first one."),
    )

    def __init__(self, data=None, *, schedule, step):
        self.schedule = schedule
        initial = {"how": TIER, "every": 1, "unit": Unit.WEEK.value, "version": 0}
        if schedule is not None:
            how = (OWN if schedule.is_active else NONE) if schedule.is_by_hand else TIER
            initial |= {"how": how, "topics": schedule.topics, "version": schedule.version}
            if schedule.is_active:
                initial |= rhythm_of(schedule)
            if how == OWN:
                initial["begins_on"] = step.due_on if step else schedule.begins_on
        super().__init__(data, initial=initial)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") != OWN:
            for name in ("every", "unit", "begins_on"):
                self.errors.pop(name, None)  # what nobody sees is not in the way
            return cleaned
        if not cleaned.get("every") and "every" not in self.errors:
            self.add_error("every", _("Write how often: 1 for every week, 2 for every other one."))
        day, today = cleaned.get("begins_on"), timezone.localdate()
        if day and "begins_on" in self.changed_data and not 0 <= (day - today).days <= FURTHEST_DAYS:
            self.add_error("begins_on", _("The next contact is today or later, within three years."))
        return cleaned

    @property
    def written(self) -> dict:
        given = self.cleaned_data
        written = {"is_by_hand": given["how"] != TIER, "topics": given["topics"]}
        if given["how"] == OWN:
            written |= {name: given[name] for name in ("every", "channel")}
            written["unit"] = given["unit"] or Unit.WEEK.value
            if given["begins_on"] and "begins_on" in self.changed_data:
                written["begins_on"] = given["begins_on"]
        return written
