"""Automations that run, and contacts on their way through them."""

from campaigns.automations import entering, publishing, walking
from campaigns.automations.triggers import Brought
from campaigns.models import AutomationStep, Enrolment


def plan(*steps, trigger="contact_added", goal=None, again_days=None, **options):
    """A design whose steps have the keys 1, 2, ..."""
    return {
        "trigger": {"kind": trigger, **options},
        "again_days": again_days,
        "goal": goal or {"kind": "none"},
        "steps": [{"key": key, **step} for key, step in enumerate(steps, 1)],
    }


def letter(template):
    return {"kind": "message", "template": template.number}


def days(amount):
    return {"kind": "wait", "amount": amount, "unit": "days"}


def asks(what, no="end", **more):
    return {"kind": "condition", "ask": what, "no": no, **more}


def promise(owner="manager", reason="Call them", within=1):
    return {"kind": "follow_up", "owner": owner, "reason": reason, "days": within}


def tag(name):
    return {"kind": "tag", "tag": name}


def drafted(by, *steps, name="Welcome", purpose="service", **rest):
    return publishing.add_automation(by=by, name=name, purpose=purpose, design=plan(*steps, **rest))


def running(by, *steps, **rest):
    made = drafted(by, *steps, **rest)
    publishing.publish(made, by=by)
    return made


def enter(automation, *contacts, because="", account=None, at=None):
    """As the reader of events brings them in; how many came."""
    version = automation.versions.get(edition=automation.edition)
    brought = [Brought(each.pk, account and account.pk, because) for each in contacts]
    return entering.bring_in(version, brought, at)


def walk(most=30):
    for _turn in range(most):
        if not walking.go_on() and not walking.walk_next():
            return


def road(enrolment):
    seen = AutomationStep.objects.filter(enrolment=enrolment).order_by("step")
    return [(row.step, str(row.outcome)) for row in seen]


def inside_of(automation, **narrowed):
    return Enrolment.objects.get(automation=automation, **narrowed)
