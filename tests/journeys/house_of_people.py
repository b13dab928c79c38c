"""What is known of the people and the needs of customers, for the tests that walk through every page."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Account
from planning.expecting import ask, draft_edition, take_answer
from planning.models import Stakeholder
from planning.needs import add_need
from planning.onboarding import add_template, start
from planning.programme import add_line, say_step
from planning.relations import people_of
from planning.stakeholders import describe

LONG = "مجموعة شركات عبدالرحمن بن عبدالعزيز السليماني وأولاده للتجارة والمقاولات والنقليات"
UNBROKEN = "x" * 120
AGREED, AGREEING = "agreed-of-the-walk-" + "0" * 24, "agreeing-of-the-walk-" + "0" * 22


def know_people(salem, huda):
    """Everybody at the first customer has a place on the map, one of them with a long story."""
    account = Account.objects.get(number=1)
    people = people_of(account)
    for place, known in enumerate(people):
        known.position.account = account
        fields = {
            "criteria": f"{LONG}\n{UNBROKEN}",
            "attitude": Stakeholder.Attitude.values[place % 3],
            "influence": 5,
            "strength": 1 + place % 5,
            "keeper": huda,
            "superior": people[0].contact if place else None,
        }
        describe(known.position, by=salem, read_version=0, decision_role="decides", fields=fields)
    fields = {"kind": "pain", "text": f"{LONG} {UNBROKEN}", "detail": f"{LONG}\n{UNBROKEN}"}
    made = add_need(account=account, by=salem, fields={**fields, "importance": "high"})
    made.set_state("dropped", by=salem, reason=f"{LONG} {UNBROKEN}")
    add_need(account=account, by=huda, fields={"text": "توريد أسبوعي"})


def agree(salem, huda):
    """An edition that a customer has to acknowledge with a comment, and an acknowledged one before it."""
    account = Account.objects.get(number=1)
    text = f"{LONG}\n{UNBROKEN}"
    fields = {"does": text, "does_not": text, "service_levels": text, "communication": text}
    fields |= {"language": "ar", "valid_from": date(2026, 1, 1), "valid_until": date(2026, 2, 1)}
    contact = account.positions.select_related("contact").first().contact
    for token in (AGREED, AGREEING):
        made = draft_edition(account=account, by=salem, fields=fields)
        ask(made, contact=contact, is_mailed=False, note="", by=salem, token=token)
        if token == AGREED:
            take_answer(made, is_acknowledged=True, name=LONG[:100])
    take_answer(made, is_acknowledged=False, name=LONG[:100], text=text)
    draft_edition(account=account, by=salem, fields=fields)


def set_up(salem, huda):
    """A checklist that runs late, and one that was stopped."""
    account = Account.objects.get(number=1)
    items = [{"text": f"{LONG} {UNBROKEN}", "who": who, "after_days": 3} for who in ("owner", "customer")]
    for name in (LONG[:80], "قائمة قصيرة"):
        fields = {"name": name, "management_type": "", "starts_by_itself": False}
        checklist = add_template(by=huda, fields=fields, items=items)
        day = timezone.localdate() - timedelta(days=30)
        running = start(account=account, template=checklist, by=salem, started_on=day)
    running.stop(by=salem)


def lead(salem, huda):
    """A programme with a long goal and a late milestone, and a step that was set by hand."""
    year = timezone.localdate().year
    goal = {"text": f"{LONG} {UNBROKEN}", "measure": UNBROKEN, "target": 12, "current": 7, "owner": huda}
    add_line(by=huda, kind="goal", year=year, fields=goal)
    add_line(by=huda, kind="milestone", year=year, fields={"text": LONG, "due_on": date(year, 1, 1)})
    account = Account.objects.get(number=1)
    Account.objects.filter(pk=account.pk).update(management_type="strategic")
    say_step(account, year=year, key="plan", word="done", reason=f"{LONG} {UNBROKEN}", by=huda)
