"""The programme of a year: its lines, its steps, and which customers are at which step."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When

from accounts.models import Account
from accounts.models.record import Stale
from planning.models import ProgrammeLine, ProgrammeStep, StepWord
from planning.models.programme import StepKey
from planning.steps import STEPS
from timeline.services import record

WRITTEN = ("text", "owner", "measure", "target", "current", "due_on")
MOST_ACCOUNTS = 200
STRATEGIC = (Account.ManagementType.STRATEGIC, Account.ManagementType.KEY)


@dataclass(frozen=True)
class Cell:
    """How a step of a customer stands: by the facts, unless somebody said otherwise and why."""

    key: str
    label: str
    url_name: str
    is_fact: bool
    word: StepWord | None

    @property
    def is_by_hand(self) -> bool:
        return self.word is not None and self.word.word != StepWord.Word.FACTS

    @property
    def is_done(self) -> bool:
        return self.word.word == StepWord.Word.DONE if self.is_by_hand and self.word else self.is_fact


@dataclass(frozen=True)
class Row:
    account: Account
    cells: list[Cell]

    @property
    def done(self) -> int:
        return sum(cell.is_done for cell in self.cells)

    @property
    def at(self) -> Cell | None:
        """The first step that is open; None when all of them are done."""
        return next((cell for cell in self.cells if not cell.is_done), None)


def followed(membership):
    """The customers of the programme: strategic and key ones."""
    seen = Account.objects.visible_to(membership).kept()
    return seen.filter(management_type__in=STRATEGIC).select_related("owner__user")


def with_steps(accounts, year: int):
    """Each account with `step_<key>`: whether the facts say that it is done."""
    columns = {}
    for key, step in STEPS.items():
        whether = [When(step.is_done(year), then=Value(True))] if step.is_done else []
        columns[f"step_{key}"] = Case(*whether, default=Value(False), output_field=BooleanField())
    return accounts.annotate(**columns)


def matrix(accounts, year: int) -> list[Row]:
    """Steps of these customers, in two queries; the strategic ones first."""
    strategic_first = Case(When(management_type="strategic", then=Value(0)), default=Value(1))
    found = list(with_steps(accounts, year).order_by(strategic_first, "name_fold", "pk")[:MOST_ACCOUNTS])
    words: dict = {}
    said = StepWord.objects.filter(account__in=[each.pk for each in found], year=year).select_related(
        "by__user"
    )
    for each in said.order_by("pk"):
        words[each.account_id, each.key] = each
    return [Row(account, [cell_of(account, step, words) for step in STEPS.values()]) for account in found]


def cell_of(account, step, words) -> Cell:
    is_fact = getattr(account, f"step_{step.key}")
    return Cell(step.key, step.label, step.url_name, is_fact, words.get((account.pk, step.key)))


@transaction.atomic
def say_step(account, *, year: int, key: str, word: str, reason: str, by) -> StepWord:
    """Say how a step stands, whatever the facts say; the same said twice is kept once. Refused while archived."""
    account.wait_to_change()
    last = StepWord.objects.filter(account=account, year=year, key=key).first()
    if last is not None and (last.word, last.reason) == (word, reason):
        return last
    made = StepWord.objects.create(account=account, year=year, key=key, word=word, reason=reason, by=by)
    record("programme.step_said", account, by=by, key=key, word=word, reason=reason, year=year)
    return made


@transaction.atomic
def add_line(*, by, kind, year, fields, form_token=None) -> ProgrammeLine:
    made = ProgrammeLine.objects.create(kind=kind, year=year, form_token=form_token, **fields)
    record("programmeline.added", made, by=by)
    return made


@transaction.atomic
def change_line(line, *, by, read_version, fields) -> ProgrammeLine:
    """Raises Stale when somebody else saved it meanwhile."""
    line.wait_to_change()
    if line.version != read_version:
        raise Stale
    changed = sorted(name for name, value in fields.items() if getattr(line, name) != value)
    if changed:
        for name in changed:
            setattr(line, name, fields[name])
        line.save_version()
        record("programmeline.changed", line, by=by, fields=changed)
    return line


def steps_of(year: int) -> dict[str, ProgrammeStep]:
    """Every step of the year by its key; one that nobody leads yet is a blank one."""
    known = {each.key: each for each in ProgrammeStep.objects.filter(year=year).select_related("owner__user")}
    return {key: known.get(key) or ProgrammeStep(year=year, key=key) for key in StepKey.values}


@transaction.atomic
def plan_steps(year: int, wanted: dict[str, dict], *, by) -> bool:
    """Who leads which step from when to when; whether anything changed."""
    changed = []
    for key, step in steps_of(year).items():
        if any(getattr(step, name) != value for name, value in wanted[key].items()):
            ProgrammeStep.objects.update_or_create(year=year, key=key, defaults=wanted[key])
            changed.append(key)
    if changed:
        first = ProgrammeStep.objects.filter(year=year, key__in=changed).order_by("pk").first()
        record("programmestep.planned", first, by=by, keys=changed, year=year)
    return bool(changed)
