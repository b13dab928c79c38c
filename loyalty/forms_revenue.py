"""What the accounts say about the points of one year: what was deferred, and how many will be used in the end."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formfields import IntegerField, MoneyField
from loyalty.liability import Cohort
from loyalty.models import RevenueCohort, RevenueEstimate
from loyalty.points import MOST_POINTS
from timeline.services import record


class RevenueForm(forms.Form):
    """An estimate may be left empty: then that of the year before holds."""

    deferred = MoneyField(label=_("Deferred revenue"))

    def __init__(self, data=None, *, cohort: Cohort, currency: str):
        kept = cohort.kept
        super().__init__(data, initial={"deferred": kept.deferred_minor if kept else None})
        self.cohort = cohort
        self.currency = kept.currency if kept else currency
        self.fields["deferred"].currency = self.currency
        for line in cohort.lines:
            self.fields[f"expected_{line.year}"] = IntegerField(
                required=False,
                min_value=1,
                max_value=MOST_POINTS,
                label=gettext("Points expected to be used, as estimated at the end of %(year)s")
                % {"year": formats.digits(line.year)},
                initial=None if line.is_estimated else line.expected_points,
            )

    def clean_deferred(self):
        amount = self.cleaned_data["deferred"]
        if amount is None or amount < 0:
            raise forms.ValidationError(_("Write what was deferred, or 0."))
        return amount

    def clean(self):
        used = 0
        for line in self.cohort.lines:
            used += line.redeemed_points
            expected = self.cleaned_data.get(f"expected_{line.year}")
            if expected is not None and expected < used:
                text = gettext("By the end of this year %(points)s points had been used already.")
                self.add_error(f"expected_{line.year}", text % {"points": formats.number(used)})
        return self.cleaned_data

    @property
    def estimates(self) -> dict[int, int]:
        expected = {line.year: self.cleaned_data.get(f"expected_{line.year}") for line in self.cohort.lines}
        return {year: points for year, points in expected.items() if points is not None}


@transaction.atomic
def keep_revenue(form: RevenueForm, *, by) -> RevenueCohort:
    """What the form says; sent twice it is kept once."""
    made, _is_new = RevenueCohort.objects.get_or_create(
        year=form.cohort.year, defaults={"deferred_minor": 0, "currency": form.currency}
    )
    cohort = RevenueCohort.objects.select_for_update(no_key=True).get(pk=made.pk)
    cohort.deferred_minor = form.cleaned_data["deferred"]
    cohort.save()
    cohort.estimates.all().delete()
    RevenueEstimate.objects.bulk_create(
        RevenueEstimate(cohort=cohort, year=year, expected_points=points)
        for year, points in form.estimates.items()
    )
    record("revenuecohort.changed", cohort, by=by, fields=sorted(form.changed_data))
    return cohort
