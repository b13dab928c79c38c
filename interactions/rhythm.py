"""When a regular contact is due.

Unit: days, as `datetime.date`. A rhythm is a rule of lib/recurrence.py whose anchor is the day it begins; the days
of the rule do not drift, whenever somebody talks. Errors: those of the rule, ValueError.

A contact counts for the due day that lies nearest: from half a step before it on. So an early one does the next
one, a call two days after a visit does not, and one that comes very late is not followed by another at once.
"""

from datetime import date, timedelta

from lib.recurrence import Rule, Unit

UNIT_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.HIJRI_MONTH: 29}
MONTH_DAYS = 30
# Customers nobody talked to for long come one after another and not all on the first day.
LONGEST_SPREAD = 28


def step_days(unit: Unit, every: int) -> int:
    """How long a step of the rhythm is, about."""
    return UNIT_DAYS.get(unit, MONTH_DAYS) * every


def half(unit: Unit, every: int) -> timedelta:
    return timedelta(days=step_days(unit, every) // 2)


def counts_for(rule: Rule, due_on: date, contact_on: date) -> bool:
    """Whether a contact of this day does what was due on that one."""
    return contact_on >= due_on - half(rule.unit, rule.every)


def next_due(rule: Rule, due_on: date, contact_on: date) -> date | None:
    """The next day of the rule after one was done; None when the calendar has no such day."""
    return rule.next_after(max(contact_on + half(rule.unit, rule.every), due_on))


def one_step_after(unit: Unit, every: int, day: date) -> date | None:
    return Rule(unit, every, day).next_after(day)


def first_due(unit: Unit, every: int, *, last_on: date | None, today: date, place: int) -> date:
    """The day a rhythm begins: a step after the last contact, or spread by `place` over the next days."""
    step = one_step_after(unit, every, last_on) if last_on else None
    if step is not None and step > today:
        return step
    return today + timedelta(days=1 + place % min(step_days(unit, every), LONGEST_SPREAD))
