"""What the newest assessment of a customer says against a plan: its weak factors begin as risks and obstacles.

Weak is a factor in the lower two of its five marks, its good end counted as the high one. What may get worse is a
risk of the plan; what stands in the way of growing is one of its obstacles. Both are proposals in a draft.
"""

from dataclasses import dataclass

from planning.factors import FACTORS, word_for
from planning.models import Assessment, Risk
from planning.models.plan import LONGEST
from planning.plans import add_part
from planning.scoring import LOW, turned

WEAK = 2
AS_RISKS = frozenset({"competition", "relationship", "health"})
LONGEST_RISK = 300


@dataclass(frozen=True)
class WeakPoint:
    factor: str
    mark: int
    note: str

    @property
    def is_risk(self) -> bool:
        return self.factor in AS_RISKS

    @property
    def is_worst(self) -> bool:
        return turned(self.factor, self.mark) == LOW

    def __str__(self):
        """“Strength of the relationship: Weak – what was written beside it”, in the language of now."""
        said = f"{FACTORS[self.factor].label}: {word_for(self.factor, self.mark)}"
        return f"{said} – {self.note}" if self.note else said


def weak_points(account) -> list[WeakPoint]:
    newest = Assessment.objects.of(account).first()
    if newest is None:
        return []
    marks = newest.marks.items()
    return [
        WeakPoint(factor, mark, newest.notes.get(factor, ""))
        for factor, mark in marks
        if turned(factor, mark) <= WEAK
    ]


def with_obstacles(text: str, weak: list[WeakPoint]) -> str:
    """The obstacles of a plan, with those of the assessment that do not stand there yet, one a line."""
    lines = text.splitlines()
    lines += [said for each in weak if not each.is_risk and (said := str(each)) not in lines]
    return "\n".join(lines)[:LONGEST]


def add_risks(plan, weak: list[WeakPoint], *, by) -> None:
    """Those that did not come along from the plan before; the worst mark is the likelier one."""
    known = set(Risk.objects.standing().filter(plan=plan).values_list("text", flat=True))
    for each in weak:
        text = str(each)[:LONGEST_RISK]
        if each.is_risk and text not in known:
            likelihood = Risk.Likelihood.LIKELY if each.is_worst else Risk.Likelihood.POSSIBLE
            add_part(
                Risk, plan=plan, by=by, fields={"text": text, "likelihood": likelihood, "owner": plan.owner}
            )
