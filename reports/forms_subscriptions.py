"""What is asked when somebody wants a report by e-mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.assignment.forms import PoolField
from lib import formats
from reports.asking import NARROWING, Asked
from reports.boards import boards
from reports.forms import WrittenForm, kpi_choices
from reports.models import BuiltReport, ReportSubscription
from reports.models.subscription import LAST_DAY
from workspaces.hours_forms import weekday_choices
from workspaces.models import Membership
from workspaces.roles import Permission

BOARD, KPI, BUILT = "board", "kpi", "built"
MOST_RECIPIENTS = 50
WHEN = ("rhythm", "weekday", "day", "hour")


def what_of(found: ReportSubscription) -> str:
    """As the choices say it."""
    if found.built_id:
        return f"{BUILT}:{found.built.number}"
    return f"{KPI}:{found.kpi}" if found.kpi else f"{BOARD}:{found.board}"


class SubscriptionForm(WrittenForm):
    what = forms.ChoiceField(label=_("Report"))
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=ReportSubscription.Rhythm,
        help_text=_("With the numbers of the week (Sunday to Saturday) or the month that has just ended."),
    )
    weekday = forms.TypedChoiceField(label=_("Day of the week"), coerce=int)
    day = forms.TypedChoiceField(label=_("Day of the month"), coerce=int)
    hour = forms.TypedChoiceField(label=_("Hour"), coerce=int, help_text=_("By the clocks of the workspace."))
    has_pdf = forms.BooleanField(label=_("PDF"), required=False)
    has_xlsx = forms.BooleanField(label=_("Excel"), required=False)
    members = PoolField(
        queryset=Membership.across_workspaces.none(),
        to_field_name="number",
        widget=forms.CheckboxSelectMultiple,
        label=_("To whom"),
        help_text=_("Each gets the numbers of the customers they may see, in their own language."),
        error_messages={"required": _("Choose at least one colleague.")},
    )
    names = (*WHEN, "has_pdf", "has_xlsx")

    def __init__(self, data=None, *, query, **kwargs):
        super().__init__(data, **kwargs)
        self.built_reports = {
            each.number: each for each in BuiltReport.objects.in_use().visible_to(self.membership)
        }
        if self.found is not None and self.found.built_id:
            self.built_reports[self.found.built.number] = self.found.built
        self.fields["what"].choices = self.choices()
        self.fields["weekday"].choices = weekday_choices()
        self.fields["day"].choices = [(day, formats.digits(day)) for day in range(1, LAST_DAY + 1)]
        self.fields["hour"].choices = [(hour, formats.digits(f"{hour:02}:00")) for hour in range(24)]
        self.initial = {
            "rhythm": "monthly",
            "weekday": 6,
            "day": 1,
            "hour": 8,
            "has_pdf": True,
        } | self.initial
        self.add_narrowing(query)
        if not self.membership.can(Permission.MANAGE_REPORTS):
            del self.fields["members"]
        if self.found is None:
            self.initial.setdefault("members", [self.membership.number])
        else:
            self.initial["what"] = what_of(self.found)
            self.initial["members"] = [each.member.number for each in self.recipients()]

    def recipients(self):
        return self.found.recipients.select_related("member")

    def choices(self):
        return [
            (_("Dashboards"), [(f"{BOARD}:{each.key}", each.label) for each in boards]),
            (_("Own reports"), [(f"{BUILT}:{key}", row.name) for key, row in self.built_reports.items()]),
            *(
                (label, [(f"{KPI}:{key}", name) for key, name in rows])
                for label, rows in kpi_choices(self.membership)
            ),
        ]

    def add_narrowing(self, query):
        asked = Asked(self.membership, query)
        for name in NARROWING:
            field = asked.form.fields[name]
            self.fields[name] = forms.ChoiceField(label=field.label, required=False, choices=field.choices)
            if self.found is not None:
                self.initial[name] = self.found.narrowing.get(name, "")

    def narrowing_fields(self):
        return [self[name] for name in NARROWING]

    def when_fields(self):
        return [self[name] for name in WHEN]

    def clean_members(self):
        chosen = list(self.cleaned_data["members"])
        if len(chosen) > MOST_RECIPIENTS:
            raise forms.ValidationError(
                _("Choose at most %(most)s colleagues."), params={"most": MOST_RECIPIENTS}, code="many"
            )
        return chosen

    def clean(self):
        cleaned = super().clean()
        kind, _colon, key = cleaned.get("what", "").partition(":")
        report = self.built_reports.get(int(key)) if kind == BUILT else None
        others = [each for each in cleaned.get("members", ()) if each.pk != self.membership.pk]
        if report is not None and others and not report.is_shared:
            self.add_error("what", _("Colleagues cannot see this report: share it with them first."))
        return cleaned

    @property
    def recipients_chosen(self):
        """Whom it is sent to; None where whoever asks may not name others and it stands already."""
        if "members" in self.fields:
            return self.cleaned_data["members"]
        return [self.membership] if self.found is None else None

    @property
    def written(self):
        kind, _colon, key = self.cleaned_data["what"].partition(":")
        return super().written | {
            "board": key if kind == BOARD else "",
            "kpi": key if kind == KPI else "",
            "built": self.built_reports[int(key)] if kind == BUILT else None,
            "narrowing": {name: self.cleaned_data[name] for name in NARROWING if self.cleaned_data[name]},
        }
