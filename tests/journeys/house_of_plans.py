"""A plan that is lived in, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from lib.tokens import hash_of
from planning.agreeing import find_by_token, make_link, take_words
from planning.models import AccountPlan, Competitor, CompetitorStanding, Initiative, Objective, Risk
from planning.plans import add_milestone, add_part, measure
from planning.reviewing import review
from planning.starting import start_plan
from tests.journeys.house import LONG_NAME, UNBROKEN

GOALS = "goals-of-the-walk"


def keep_plans(salem, huda):
    """One in force with every kind of line, reviewed once and agreed to in part; its next one as a draft."""
    account, today, subject = Account.objects.get(number=1), timezone.localdate(), f"{LONG_NAME} {UNBROKEN}"
    days = {"from_on": today - timedelta(days=100), "until_on": today + timedelta(days=265)}
    plan = start_plan(account, by=salem, owner=salem, **days)
    AccountPlan.objects.update(**dict.fromkeys(["summary", "upsell", "resources", "obstacles"], subject))
    plan.refresh_from_db()
    lines = {"plan": plan, "by": salem}
    due = {"due_on": plan.until_on, "owner": salem}
    for whose, baseline, target in (("shared", 10, 50), ("customer", 9, 4), ("ours", 0, 3)):
        direction = "up" if target > baseline else "down"
        fields = {"whose": whose, "text": subject, "unit": "طلبية", "baseline": baseline, "target": target}
        add_part(Objective, fields={**fields, **due, "direction": direction}, **lines)
    first = Objective.objects.order_by("pk").first()
    for back, value in ((80, 12), (40, 22), (3, 31)):
        measure(first, by=salem, on=today - timedelta(days=back), value=value)
    for state in Initiative.State:
        add_part(Initiative, fields={"text": subject, "owner": salem, "state": state}, **lines)
    for likelihood, impact in ((5, 5), (3, 3), (1, 2)):
        weight = {"likelihood": likelihood, "impact": impact}
        add_part(Risk, fields={"text": subject, "answer": subject, "owner": salem, **weight}, **lines)
    rival = {
        "competitor": Competitor.objects.create(name=subject[:100]),
        "strengths": subject,
        "answer": subject,
    }
    add_part(CompetitorStanding, fields={**rival, "share_percent": 40}, **lines)
    for after in (-3, 9):
        fields = {"reason": subject[:200], "due_on": today + timedelta(days=after), "owner": salem}
        add_milestone(plan, by=salem, fields=fields)
    plan.refresh_from_db()
    plan.activate(by=huda)
    contact = account.positions.select_related("contact").first().contact
    make_link(plan=plan, contact=contact, language="ar", token=GOALS, by=salem)
    take_words(find_by_token(hash_of(GOALS)), {first.number: ("agreed", "")})
    review(plan, by=salem, round=1, conclusions={"overall": subject})
    AccountPlan.objects.update(next_review_on=today)
    start_plan(account, by=salem, owner=salem, **days)
