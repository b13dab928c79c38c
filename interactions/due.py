"""Until when: quick choices beside a day of one's own."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.formfields import DayField

TODAY, TOMORROW, WEEK, DAY = "today", "tomorrow", "week", "day"
AHEAD = {TODAY: timedelta(), TOMORROW: timedelta(days=1), WEEK: timedelta(days=7)}
FURTHEST = timedelta(days=3660)


class DueFields(forms.Form):
    """`due_when`, and `due_on` for another day; `clean_due` puts them together as `due`."""

    due_when = forms.ChoiceField(
        choices=[
            (TODAY, _("Today")),
            (TOMORROW, _("Tomorrow")),
            (WEEK, _("In a week")),
            (DAY, _("Another day")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=TOMORROW,
        label=_("Due"),
    )
    due_on = DayField(required=False, label=_("Which day"))

    def clean_due(self, cleaned) -> date | None:
        """The day; one that was typed counts where another day is chosen, or nothing."""
        if {"due_when", "due_on"} & set(self.errors):
            return None
        day, when = cleaned.get("due_on"), cleaned.get("due_when")
        if day is None and when == DAY:
            self.add_error("due_on", _("Write the day, or choose one of the others."))
            return None
        today = timezone.localdate()
        cleaned["due"] = today + AHEAD[when or TOMORROW] if when in AHEAD or day is None else day
        if not today - FURTHEST < cleaned["due"] < today + FURTHEST:
            self.add_error("due_on", _("This day is too far away. Check the year."))
        return cleaned["due"]
