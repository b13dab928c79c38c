"""Satisfaction: what customers answered to the questions of surveys that measure it (surveys/measured.py)."""

from django.db.models import Avg, Count, DateField, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber, Trunc
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports import measures
from reports.kpis import SATISFACTION
from reports.kpis.base import FEW, Kpi, Share
from reports.measures import Unit
from reports.periods import spanned
from reports.splits import Split, rows_of
from surveys.models import QuestionAnswer, Survey
from surveys.models.question import Measure

CONTACT = "answer__invitation__contact"
NOBODY = measures.Measure(0, 0, 0, 0)
SATISFIED, PROMOTER, DETRACTOR, EASY = 4, 9, 6, 5


class OfRatings(Kpi):
    section = SATISFACTION
    model = QuestionAnswer
    account = "answer__invitation__account"
    at = "answer__at"
    lies_in_one = True
    least = FEW
    rows_name = _("Answers")
    asked: Measure
    own_splits = {"survey": Split("survey", _("Survey"), "answer__invitation__survey", rows_of(Survey))}

    def facts(self, scope):
        rows = QuestionAnswer.objects.filter(question__measure=self.asked, value__isnull=False)
        return scope.narrowed(rows, self.account)


class Csat(OfRatings, Share):
    key = "csat"
    name = _("Customer satisfaction (CSAT)")
    definition = _(
        "Of the answers of the period to questions of satisfaction (CSAT, from 1 to 5), those of 4 and 5."
    )
    asked = Measure.CSAT
    part_name = pgettext_lazy("answers", "Satisfied")

    def part(self, period):
        return Q(value__gte=SATISFIED)


class Nps(OfRatings):
    key = "nps"
    name = _("Net Promoter Score (NPS)")
    definition = _(
        "Would you recommend us, from 0 to 10: the percentage of 9 and 10 less the percentage of 0 to 6. It lies "
        "between −100 and 100. Of each contact the last answer of the period counts."
    )
    unit = Unit.SCORE
    asked = Measure.NPS
    part_name = pgettext_lazy("answers", "Promoters")

    def counted(self, scope, period):
        """Of each contact the last one of the period that was given for these customers."""
        same = self.facts(scope).filter(self.within(period), answer__invitation__contact=OuterRef(CONTACT))
        return self.within(period) & Q(pk=Subquery(same.order_by("-answer__at", "-pk").values("pk")[:1]))

    def part(self, period):
        return Q(value__gte=PROMOTER)

    def records(self, scope, period, which="all"):
        found = self.facts(scope).filter(self.counted(scope, period))
        return found.filter(self.part(period)) if which == "part" else found

    def aggregates_of(self, scope, period):
        return self.summed(self.counted(scope, period))

    def _by_calendar(self, scope, grain, periods):
        """Of each contact the last one of each of these periods."""
        begins = Trunc(self.at, grain, output_field=DateField())
        place = Window(RowNumber(), [CONTACT, begins], ["-answer__at", "-pk"])
        facts = self.facts(scope).filter(self.within(spanned(periods)))
        last = facts.annotate(place=place).filter(place=1).values("pk")
        rows = self.model.objects.filter(pk__in=last).order_by().values(begins=begins)
        found = {row["begins"]: self._measured(row, "") for row in rows.annotate(**self.summed())}
        return {each: found.get(each.first_on, NOBODY) for each in periods}

    def _together(self, scope, periods):
        found = {}
        for period in periods:
            facts = self.facts(scope).filter(self.within(period))
            last = facts.order_by(CONTACT, "-answer__at", "-pk").distinct(CONTACT).values("pk")
            row = self.model.objects.filter(pk__in=last).order_by().aggregate(**self.summed())
            found[period] = self._measured(row, "")
        return found

    @staticmethod
    def summed(counted: Q | None = None):
        everybody = Count("pk", filter=counted)
        counted = counted or Q()
        promoters = Count("pk", filter=counted & Q(value__gte=PROMOTER))
        detractors = Count("pk", filter=counted & Q(value__lte=DETRACTOR))
        return {
            "numerator": promoters - detractors,
            "squares": promoters + detractors,
            "denominator": everybody,
            "n": everybody,
        }


class Ces(OfRatings):
    key = "ces"
    name = _("Customer effort score (CES)")
    definition = _("How easy it was, from 1 to 7 (7 is very easy): the mean of all answers of the period.")
    unit = Unit.MEAN
    asked = Measure.CES

    def aggregates(self, period):
        within = self.within(period)
        return {"numerator": Avg("value", filter=within), "n": Count("pk", filter=within)}


class EasyShare(OfRatings, Share):
    key = "ces-easy"
    name = _("Found it easy")
    definition = _("How easy it was, from 1 to 7: the share of answers from 5 to 7.")
    asked = Measure.CES
    part_name = pgettext_lazy("answers", "Easy")

    def part(self, period):
        return Q(value__gte=EASY)


KPIS = (Csat, Nps, Ces, EasyShare)
