"""What a campaign tells to some of its audience instead, and whom it keeps aside: a part of its form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Segment
from campaigns.formfields import InUseField, TemplateField
from campaigns.models import Campaign, Template
from campaigns.models.variant import MOST_CONTROL_PERCENT, MOST_VARIANTS
from campaigns.splitting import split_of
from campaigns.varying import Part, Plan, variants_of
from lib.formfields import IntegerField

SAME, SEGMENTS = "same", "segments"
PLACES = range(1, MOST_VARIANTS + 1)


class VariedFields(forms.Form):
    """Beside the fields of an AddressedForm, which keeps the draft as `standing`."""

    standing: Campaign | None = None

    varies = forms.ChoiceField(
        choices=[(SAME, _("All get this template")), (SEGMENTS, _("Some segments get another template"))],
        required=False,
        widget=forms.RadioSelect,
        initial=SAME,
        label=_("Content and offer"),
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
            self.initial["varies"] = SEGMENTS
        if self.standing:
            self.initial["control_percent"] = split_of(self.standing).control_percent or None

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

    @property
    def pairs(self):
        return [(self[f"of_segment_{place}"], self[f"of_template_{place}"]) for place in PLACES]

    def clean(self):
        cleaned = super().clean()
        parts = self._parts(cleaned) if cleaned.get("varies") == SEGMENTS else ()
        return cleaned | {"parts": parts}

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
        return Plan(
            self.cleaned_data["parts"], {"control_percent": self.cleaned_data.get("control_percent") or 0}
        )
