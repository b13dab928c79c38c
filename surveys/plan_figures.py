"""What came of a survey that is sent by itself, of the customers a member may see."""

from django.db.models import Count

from lib.formats import number
from surveys.models import PlannedAsk, SurveyInvitation
from surveys.results import rate_of, results_of
from timeline.models import Job

WhyNot = PlannedAsk.WhyNot


def rate(plan, membership) -> dict:
    seen = SurveyInvitation.objects.visible_to(membership).standing()
    return rate_of(seen.filter(planned__plan=plan))


def scores(plan, membership) -> list:
    """What its measuring questions came to so far."""
    asked = [each for each in plan.survey.asked() if each.measure]
    found = results_of(plan.survey, asked, membership, invitation__planned__plan=plan)
    return [each for each in found if each.stats]


def passed_over(plan, membership) -> list[tuple[str, str]]:
    """[(why, how many)], the most frequent first."""
    rows = PlannedAsk.objects.visible_to(membership).filter(plan=plan).exclude(why_not="")
    counted = rows.order_by().values_list("why_not").annotate(times=Count("pk")).order_by("-times", "why_not")
    return [(str(WhyNot(code).label), number(times)) for code, times in counted]


def with_counts(plans, membership) -> list:
    """Each with how many were asked and how many have answered: one question for all of them."""
    rows = list(plans)
    seen = SurveyInvitation.objects.visible_to(membership).standing().filter(planned__plan__in=rows)
    counted = seen.order_by().values("planned__plan").annotate(all=Count("pk"), done=Count("answered_at"))
    found = {each["planned__plan"]: each for each in counted}
    for each in rows:
        row = found.get(each.pk, {"all": 0, "done": 0})
        each.asked, each.answered = row["all"], row["done"]
    return rows


def running_job(plan) -> Job | None:
    from surveys.turns import JOB

    return Job.objects.open().filter(kind=JOB, arguments__plan=plan.pk).order_by("-pk").first()
