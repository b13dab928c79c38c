"""A plan as plain values of JSON: what a version keeps. Codes, ISO days and figures as text, in no language."""

from interactions.models.contact_schedule import local_day
from lib.numbers import plain
from planning.reading import Content

TEXTS = ("summary", "upsell", "resources", "obstacles", "success")


def snapshot_of(plan, content: Content | None = None) -> dict:
    """What stands in the plan now. Each line carries its number, by which two versions of it are one."""
    content = content or Content(plan)
    return {
        "round": plan.round,
        "from_on": plan.from_on.isoformat(),
        "until_on": plan.until_on.isoformat(),
        "owner": plan.owner.user.name,
        "revenue_goal_minor": plan.revenue_goal_minor,
        "currency": plan.currency,
        **{name: getattr(plan, name) for name in TEXTS},
        "objectives": [_objective(each) for each in content.objectives],
        "initiatives": [_initiative(each) for each in content.initiatives],
        "risks": [_risk(each) for each in content.risks],
        "rivals": [_rival(each) for each in content.rivals],
        "milestones": [_milestone(each.follow_up) for each in content.milestones],
    }


def _objective(each) -> dict:
    word = each.last_word
    return {
        "number": each.number,
        "text": each.text,
        "whose": each.whose,
        "unit": each.unit,
        "baseline": plain(each.baseline),
        "target": plain(each.target),
        "current": None if each.current is None else plain(each.current),
        "percent": None if each.percent is None else plain(each.percent),
        "due_on": each.due_on.isoformat(),
        "owner": each.owner.user.name,
        # Not by whom: a version is written once, and people can ask to be forgotten.
        "agreed_on": local_day(word.at).isoformat() if word and each.is_agreed else None,
    }


def _initiative(each) -> dict:
    return {
        "number": each.number,
        "text": each.text,
        "owner": each.owner.user.name,
        "from_on": each.from_on and each.from_on.isoformat(),
        "until_on": each.until_on and each.until_on.isoformat(),
        "state": each.state,
    }


def _risk(each) -> dict:
    return {
        "number": each.number,
        "text": each.text,
        "likelihood": each.likelihood,
        "impact": each.impact,
        "answer": each.answer,
        "owner": each.owner.user.name if each.owner else "",
        "state": each.state,
    }


def _rival(each) -> dict:
    return {
        "number": each.number,
        "text": each.competitor.name,
        "strengths": each.strengths,
        "weaknesses": each.weaknesses,
        "share_percent": each.share_percent,
        "answer": each.answer,
    }


def _milestone(step) -> dict:
    return {
        "number": step.number,
        "text": step.reason,
        "due_on": step.due_on.isoformat(),
        "owner": step.owner.user.name,
        "state": step.state,
    }
