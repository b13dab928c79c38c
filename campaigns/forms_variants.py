"""What a campaign tells to some of its audience instead, and whom it keeps aside: a part of its form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Segment
from campaigns.formfields import InUseField, TemplateField
from campaigns.models import Campaign, Split, Template
from campaigns.models.variant import LETTERS, MOST_CONTROL_PERCENT, MOST_VARIANTS
from campaigns.splitting import split_of
from campaigns.varying import Part, Plan, variants_of
from lib.formfields import IntegerField

SAME, SEGMENTS, TEST = "same", "segments", "test"
WHOLE, MOST_HOURS = 100, 72
PLACES, LATER = range(1, MOST_VARIANTS + 1), range(2, MOST_VARIANTS + 1)


class VariedFields(forms.Form):
    """Beside the fields of an AddressedForm, which keeps the draft as `standing`."""

    standing: Campaign | None = None

    varies = forms.ChoiceField(
        choices=[
            (SAME, _("All get this template")),
            (SEGMENTS, _("Some segments get another template")),
            (TEST, _("Test several letters: the best goes to the rest")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial=SAME,
        label=_("Content and offer"),
    )
    percent = IntegerField(
        required=False,
        min_value=1,
        max_value=50,
        initial=10,
        label=_("Share of each letter (per cent)"),
        help_text=_("So many of the audience get each letter, drawn by lot; the rest waits for the winner."),
    )
    measure = forms.ChoiceField(
        choices=Split.Measure, required=False, label=_("The winner is the letter that")
    )
    hours = IntegerField(
        required=False, min_value=1, max_value=MOST_HOURS, initial=4, label=_("Decided after (hours)")
    )
    control_percent = IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_CONTROL_PERCENT,
        label=_("Control group (per cent)"),
        help_text=_(
            "So many are drawn by lot and get nothing. What the others buy more than these is what the campaign did. "
            "Leave it empty to write to all."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = variants_of(self.standing) if self.standing else []
        for place in PLACES:
            self._offer(place, kept[place - 1] if place <= len(kept) else None)
        if kept:
            self.initial["varies"] = TEST if kept[0].percent else SEGMENTS
        for place in LATER:
            is_letter = place <= len(kept) and kept[place - 1].percent
            self._offer_letter(place, kept[place - 1] if is_letter else None)
        if self.standing:
            split = split_of(self.standing)
            self.initial["control_percent"] = split.control_percent or None
            if split.hours:
                self.initial |= {"hours": split.hours, "measure": split.measure, "percent": kept[0].percent}

    def _offer(self, place: int, kept) -> None:
        segment = InUseField(Segment, required=False, label=_("Segment"), empty_label=_("Choose a segment"))
        template = TemplateField(
            Template, required=False, label=_("gets the template"), empty_label=_("Choose a template")
        )
        self.fields |= {f"of_segment_{place}": segment, f"of_template_{place}": template}
        segment.offering(pk=kept.segment_id if kept else None)
        template.offering(pk=kept.template_id if kept else None)
        if kept and kept.segment:
            self.initial[f"of_segment_{place}"] = kept.segment.number
            self.initial[f"of_template_{place}"] = kept.template.number

    def _offer_letter(self, place: int, kept) -> None:
        label = _("Letter %(letter)s") % {"letter": LETTERS[place]}
        field = TemplateField(Template, required=False, label=label, empty_label=_("Choose a template"))
        self.fields[f"letter_{place}"] = field
        field.offering(pk=kept.template_id if kept else None)
        if kept:
            self.initial[f"letter_{place}"] = kept.template.number

    @property
    def letters(self):
        return [self[f"letter_{place}"] for place in LATER]

    @property
    def pairs(self):
        return [(self[f"of_segment_{place}"], self[f"of_template_{place}"]) for place in PLACES]

    def clean(self):
        cleaned = super().clean()
        parts: tuple[Part, ...] = ()
        if cleaned.get("varies") == SEGMENTS:
            parts = self._parts(cleaned)
        elif cleaned.get("varies") == TEST:
            parts = self._tested(cleaned)
        return cleaned | {"parts": parts}

    def _tested(self, cleaned) -> tuple[Part, ...]:
        """The campaign's own template is the first letter."""
        for name in ("percent", "hours", "measure"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        others = [cleaned.get(f"letter_{place}") for place in LATER]
        chosen = [each for each in (cleaned.get("template"), *others) if each]
        if len(chosen) < 2 and not self.errors:
            self.add_error("letter_2", _("Choose a second letter at least."))
        if len({each.pk for each in chosen}) < len(chosen):
            self.add_error("letter_2", _("Each letter has to be another template."))
        percent, control = cleaned.get("percent") or 0, cleaned.get("control_percent") or 0
        if percent * len(chosen) + control > WHOLE:
            text = _("The letters and the control group take more than the whole audience.")
            self.add_error("percent", text)
        return tuple(Part(each.pk, percent=percent) for each in chosen)

    def _parts(self, cleaned) -> tuple[Part, ...]:
        parts: list[Part] = []
        for place in PLACES:
            names = f"of_segment_{place}", f"of_template_{place}"
            segment, template = (cleaned.get(name) for name in names)
            if segment and segment.pk in {each.segment for each in parts}:
                self.add_error(
                    names[0], _("This segment stands above already: its people get that template.")
                )
            elif segment and template:
                parts.append(Part(template.pk, segment.pk))
            elif (segment or template) and not set(names) & set(self.errors):
                missing = names[1] if segment else names[0]
                self.add_error(missing, self.fields[missing].error_messages["required"])
        if not parts and not self.errors:
            self.add_error("varies", _("Choose a segment and what it gets, or give all the same template."))
        return tuple(parts)

    @property
    def plan(self) -> Plan:
        cleaned = self.cleaned_data
        lots = {"control_percent": cleaned.get("control_percent") or 0}
        if cleaned.get("varies") == TEST:
            lots |= {"hours": cleaned["hours"], "measure": cleaned["measure"]}
        return Plan(cleaned["parts"], lots)
