"""What a colleague says about the times that a customer may choose from."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from interactions.due import FURTHEST
from interactions.formfields import contacts_at
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from meetings.forms import ICONS
from meetings.models import Meeting
from meetings.models.booking_link import LENGTHS, LONGEST_DAYS, MOST_BUFFER_MINUTES, MOST_NOTICE_HOURS

AHEAD = timedelta(days=14)


class BookingForm(forms.Form):
    form_token = FormTokenField()
    subject = CleanCharField(max_length=200, label=_("What is it about?"))
    contact = forms.ChoiceField(
        required=False,
        label=_("For whom"),
        help_text=_("The page is in their language. The link opens for whoever has it."),
    )
    minutes = forms.TypedChoiceField(
        choices=[(each, each) for each in LENGTHS],
        coerce=int,
        initial=30,
        widget=forms.RadioSelect,
        label=_("Minutes"),
    )
    kind = forms.ChoiceField(
        choices=Meeting.Kind, widget=forms.RadioSelect, initial="online", label=_("Where")
    )
    place = CleanCharField(required=False, max_length=300, label=_("Address, or link of the online meeting"))
    first_on = DayField(label=_("Days from"))
    last_on = DayField(label=_("Days until"))
    host = MemberField(label=_("Whose times"), empty_label=None)
    notice_hours = IntegerField(
        min_value=0, max_value=MOST_NOTICE_HOURS, initial=24, label=_("Hours before it at least, to choose")
    )
    change_hours = IntegerField(
        min_value=0,
        max_value=MOST_NOTICE_HOURS,
        initial=24,
        label=_("Hours before it at least, to move it or call it off"),
    )
    buffer_minutes = IntegerField(
        min_value=0,
        max_value=MOST_BUFFER_MINUTES,
        initial=15,
        label=_("Minutes kept free before and after"),
    )

    def __init__(self, data=None, *, membership, account, **kwargs):
        today = timezone.localdate()
        initial = {"host": membership, "first_on": today + timedelta(days=1), "last_on": today + AHEAD}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.people = {str(each.number): each for each in contacts_at(account)}
        names = [(number, each.name) for number, each in self.people.items()]
        self.fields["contact"].choices = [("", account.name), *names]
        if "contact" not in self.initial:
            self.initial["contact"] = next((key for key, each in self.people.items() if each.is_main), "")

    @property
    def kinds(self):
        return [(radio, ICONS[radio.data["value"]]) for radio in self["kind"]]

    def clean_contact(self):
        return self.people.get(self.cleaned_data["contact"])

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last:
            if last < first or last < timezone.localdate():
                self.add_error("last_on", _("The last day has to come after the first, and not be over."))
            elif last - first > timedelta(days=LONGEST_DAYS):
                self.add_error("last_on", _("Offer three months at most."))
            elif last - timezone.localdate() > FURTHEST:
                self.add_error("last_on", _("This day is too far away. Check the year."))
        return cleaned

    @property
    def written(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_token"}
