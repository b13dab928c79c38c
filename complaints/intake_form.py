"""What a manager says about complaints of the public: the form, its words, who gets them, what customers may do."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.memberfield import MemberField
from complaints.branches import called, offered
from complaints.models import ComplaintCategory, ComplaintIntake
from complaints.models.intake import MOST_REOPEN_DAYS, MOST_SHOWN_DAYS
from lib.formfields import CleanCharField, IntegerField
from timeline.services import record

TEXTS = [f"{name}_{language}" for name in ("title", "intro", "thanks") for language in ("ar", "en")]


class IntakeForm(forms.ModelForm):
    owner = MemberField(
        required=False,
        label=_("Who gets what comes by the form"),
        empty_label=_("Chosen by the rules"),
    )
    categories = forms.MultipleChoiceField(
        required=False,
        label=_("Categories that customers may choose"),
        widget=forms.CheckboxSelectMultiple,
    )
    reopen_days = IntegerField(
        min_value=0,
        max_value=MOST_REOPEN_DAYS,
        label=_("So many days after its end a customer may open it again or appeal"),
        help_text=_("0: only a colleague opens it again."),
    )
    shown_days = IntegerField(
        min_value=1,
        max_value=MOST_SHOWN_DAYS,
        label=_("So many days after its end the customer's page can be read"),
    )

    class Meta:
        model = ComplaintIntake
        fields = ["is_open", *TEXTS, "owner", "reopen_days", "shown_days"]
        field_classes = dict.fromkeys(TEXTS, CleanCharField)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS if not name.startswith("title")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offering(kept=self.instance.owner_id)
        self.initial["owner"] = self.instance.owner
        self.offered = {str(each.number): each for each in offered(ComplaintCategory)}
        field = self.fields["categories"]
        field.choices = [(number, called(each)) for number, each in self.offered.items()]
        field.initial = [number for number, each in self.offered.items() if each.is_public]
        if not self.offered:
            del self.fields["categories"]

    def clean(self):
        cleaned = super().clean()
        reopen, shown = cleaned.get("reopen_days"), cleaned.get("shown_days")
        if reopen is not None and shown is not None and shown < reopen:
            self.add_error("shown_days", _("The page must be there for as long as they may open it again."))
        return cleaned

    @property
    def chosen(self) -> set[int]:
        """The keys of the categories that customers may choose."""
        return {self.offered[number].pk for number in self.cleaned_data.get("categories", ())}


@transaction.atomic
def keep_intake(form: IntakeForm, *, by) -> None:
    if not form.has_changed() and form.instance.pk:
        return
    form.instance.save()
    for each in form.offered.values():
        if each.is_public != (each.pk in form.chosen):
            each.is_public = not each.is_public
            each.save(update_fields=["is_public"])
    record("complaintintake.changed", form.instance, by=by, fields=sorted(form.changed_data))
