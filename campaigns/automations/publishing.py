"""What people do with automations: write, publish, pause, resume, end, archive, take somebody out.

What runs is a version, which is written once. Publishing makes the next one: who is inside goes on in theirs, who comes
enters in the new one.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Segment
from campaigns.automations import design as plans
from campaigns.automations.letters import said_by
from campaigns.automations.triggers import trigger_of
from campaigns.channels.ready import not_set_up
from campaigns.models import Automation, AutomationVersion, Enrolment, Template
from campaigns.problems import problems_of
from timeline.reading import begin_reading
from timeline.services import record

READER = "automations"
OF_AUTOMATION = ("name", "purpose", "design")
State = Automation.State


class NotNow(Exception):
    """It does not lead on from where the automation stands: somebody else was there before."""


class NotReady(Exception):
    """It cannot run as it is; `problems` say why, each as (key of a step or None, what is wrong)."""

    def __init__(self, problems):
        super().__init__()
        self.problems = problems


NO_STEPS, NO_TEMPLATE, TEMPLATE, NO_SEGMENT, BACK = (
    "no_steps",
    "no_template",
    "template",
    "no_segment",
    "back",
)


def problems(automation) -> list[tuple[int | None, str]]:
    """(key of the step, what is wrong there), before it is published."""
    design = automation.design
    found: list[tuple[int | None, str]] = []
    if not design.get("steps"):
        found.append((None, NO_STEPS))
    found += [(key, BACK) for key in plans.leads_back(design.get("steps", []))]
    chosen = plans.templates_of(design)
    templates = {
        each.number: each for each in Template.objects.filter(number__in=[each for _, each in chosen])
    }
    for key, number in chosen:
        template = templates.get(number)
        if template is None or template.is_archived:
            found.append((key, NO_TEMPLATE))
        elif problems_of(template, template.in_order()) or not_set_up(template.channel):
            found.append((key, TEMPLATE))
    wanted = plans.segments_of(design)
    if design["trigger"].get("segment", 0) is None:
        found.append((None, NO_SEGMENT))
    elif wanted:
        known = set(Segment.objects.in_use().filter(number__in=wanted).values_list("number", flat=True))
        found += [(None, NO_SEGMENT)] if wanted - known else []
    return found


@transaction.atomic
def add_automation(*, by, form_token=None, **written) -> Automation:
    """A draft. IntegrityError when the form was sent before."""
    made = Automation.objects.create(created_by=by, form_token=form_token, **written)
    record("automation.created", made, by=by)
    return made


@transaction.atomic
def change_automation(automation, *, by, read_version: int, fields: dict[str, Any]) -> None:
    """The draft alone: what runs goes on as it was published. Raises Stale."""
    changed = sorted(name for name, value in fields.items() if getattr(automation, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(automation, name, fields[name])
    automation.save_version(read_version=read_version)
    record("automation.changed", automation, by=by, fields=changed)


@transaction.atomic
def publish(automation, *, by) -> AutomationVersion:
    """From now on people enter in what is written now. Raises NotNow of an archived one, and NotReady."""
    automation.wait_to_change()
    if automation.is_archived:
        raise NotNow
    if found := problems(automation):
        raise NotReady(found)
    _read_from_now()
    templates = dict(plans.templates_of(automation.design))
    letters = {str(key): said_by(Template.objects.get(number=number)) for key, number in templates.items()}
    made = AutomationVersion.objects.create(
        automation=automation,
        edition=automation.edition + 1,
        design=automation.design,
        purpose=automation.purpose,
        letters=letters,
        by=by,
    )
    now = timezone.now()
    if not automation.is_under_way:
        automation.began_at = now
    automation.edition = made.edition
    if automation.state != State.PAUSED:  # resume() lets it go on
        automation.state, automation.why = State.RUNNING, ""
    automation.look_at = now if trigger_of(automation.design).is_by_the_clock else None
    automation.save_version()
    record("automation.published", automation, by=by, version=made.edition)
    return made


@transaction.atomic
def pause(automation, *, by, why="") -> None:
    """Nobody enters and nobody goes on, until resume()."""
    _move(automation, {State.RUNNING}, State.PAUSED, "automation.paused", by=by, why=why)


@transaction.atomic
def resume(automation, *, by) -> None:
    """Who is inside goes on where they stood; what happened meanwhile brings nobody in."""
    _read_from_now()
    _move(automation, {State.PAUSED}, State.RUNNING, "automation.resumed", by=by)


@transaction.atomic
def end(automation, *, by) -> None:
    """Nobody enters any more, and who is inside leaves."""
    _move(automation, {State.RUNNING, State.PAUSED}, State.ENDED, "automation.ended", by=by)
    Enrolment.objects.inside().filter(automation=automation).update(
        state=Enrolment.State.LEFT, why=Enrolment.Why.ENDED, due_at=None, left_at=timezone.now()
    )


@transaction.atomic
def archive_automation(automation, *, by) -> None:
    """Out of the way, once it has ended; restore() brings it back. Raises NotNow while somebody may be inside."""
    automation.wait_to_change()
    if automation.is_under_way:
        raise NotNow
    automation.archive(by=by)


@transaction.atomic
def take_out(enrolment, *, by) -> bool:
    """Somebody leaves because a colleague says so; whether they were inside still."""
    rows = Enrolment.objects.filter(pk=enrolment.pk).select_for_update()
    held = rows.order_by("pk").first()
    if held is None or not held.is_inside:
        return False
    held.leave(Enrolment.State.LEFT, timezone.now(), Enrolment.Why.TAKEN_OUT)
    held.save(update_fields=["state", "why", "due_at", "left_at"])
    told = {"name": held.contact.name if held.contact else ""}
    record("automation.taken_out", held.automation, by=by, context=held.contact, **told)
    return True


def _read_from_now() -> None:
    """While nothing runs nobody reads the outbox: what is in it then is passed over."""
    if not Automation.objects.running().exists():
        begin_reading(READER)


def _move(automation, of, to, verb, *, by, why="") -> None:
    automation.wait_to_change()
    if automation.state not in of:
        raise NotNow
    automation.state, automation.why = to, why
    if to == State.RUNNING:
        automation.began_at = timezone.now()
    if to == State.ENDED:
        automation.look_at = None
    automation.save_version()
    record(verb, automation, by=by, **({"why": str(why)} if why else {}))
