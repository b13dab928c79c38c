"""What came of a survey, of the customers a member may see."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import formats
from surveys.measures import MEASURED, Ces, Csat, Nps
from surveys.models import Question, QuestionAnswer, SurveyAnswer, SurveyInvitation

# Fewer say little: they are shown, and it is said so.
FEW = 5
MOST_TEXTS = 50
MOST_ANSWERS = 50


@dataclass
class Result:
    """One question: how often each step or choice was given, or the texts."""

    question: Question
    count: int = 0
    lines: list[dict] = field(default_factory=list)
    texts: list = field(default_factory=list)
    average: str = ""
    figure: Csat | Nps | Ces | None = None

    @property
    def stats(self) -> list[tuple[str, str]]:
        return stats_of(self.figure) if self.figure else []

    @property
    def is_few(self) -> bool:
        return self.count < FEW


def overview(survey, membership) -> dict:
    return rate_of(SurveyInvitation.objects.visible_to(membership).standing().filter(survey=survey))


def rate_of(rows) -> dict:
    """How many of these invitations were answered."""
    counted = rows.aggregate(invited=Count("pk"), answered=Count("answered_at"))
    share = 100 * counted["answered"] / counted["invited"] if counted["invited"] else None
    return {**counted, "share": share, "is_few": counted["answered"] < FEW}


def results_of(survey, questions, membership, **only) -> list[Result]:
    """What was answered to each question; `only` narrows the answers."""
    answers = SurveyAnswer.objects.visible_to(membership).filter(invitation__survey=survey, **only)
    parts = QuestionAnswer.objects.filter(answer__in=answers)
    counts: dict[Any, dict] = defaultdict(dict)
    rows = parts.filter(text="").order_by().values("question", "value", "choice").annotate(times=Count("pk"))
    for row in rows:
        key = row["choice"] if row["value"] is None else row["value"]
        counts[row["question"]][key] = row["times"]
    people = dict(parts.order_by().values_list("question").annotate(Count("answer", distinct=True)))
    return [result_of(each, counts[each.pk], people.get(each.pk, 0), parts) for each in questions]


def result_of(question, counts, people, parts) -> Result:
    result = Result(question, count=people)
    if question.kind == Question.Kind.TEXT:
        said = parts.filter(question=question).select_related("answer__invitation__contact")
        result.texts = list(said.order_by("-pk")[:MOST_TEXTS])
        return result
    if question.kind == Question.Kind.RATING:
        named = [(step, formats.digits(step)) for step in reversed(question.steps)]
        total = sum(step * times for step, times in counts.items())
        result.figure = MEASURED[question.measure](counts) if question.measure else None
        result.average = formats.decimal(float(Fraction(total, people)), 1) if people else ""
    else:
        named = [(each.pk, each.label) for each in question.choices.all()]
    result.lines = [
        {
            "label": label,
            "times": counts.get(key, 0),
            "share": 100 * counts.get(key, 0) / people if people else 0,
        }
        for key, label in named
    ]
    return result


def stats_of(figure: Csat | Nps | Ces) -> list[tuple[str, str]]:
    """What people read: [(name, figure)], nothing where nobody has answered."""
    if figure.n == 0:
        return []
    if isinstance(figure, Nps):
        margin = formats.number(round(figure.margin or 0))
        score = f"\u2066{signed(figure.score or 0)} ± {margin}\u2069"  # read as a formula, also among Arabic
        parts = (figure.promoters, figure.passives, figure.detractors)
        names = (_("Promoters (9–10)"), _("Passives (7–8)"), _("Detractors (0–6)"))
        return [("NPS", score), *zip(names, map(formats.number, parts), strict=True)]
    mean = formats.decimal(figure.mean or 0, 1)
    share = formats.percent(figure.percent or 0)
    if isinstance(figure, Ces):
        return [("CES", mean), (_("Easy (5–7)"), share)]
    return [("CSAT", share), (_("Average of 5"), mean)]


def signed(score: float) -> str:
    """A score of NPS as people write it, with its sign."""
    rounded = round(score)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"\u2066{sign}{formats.number(abs(rounded))}\u2069"


def table_of(survey, questions, membership) -> list[list]:
    """The heading, then each answer with what it says to each question, the newest first."""
    head = [_("Answered at"), _("Contact"), _("Account")]
    rows = [[*head, *(each.text for each in questions)]]
    answers = SurveyAnswer.objects.visible_to(membership).filter(invitation__survey=survey)
    read = answers.select_related("invitation__contact", "invitation__account")
    for answer in read.prefetch_related("parts__choice").order_by("-pk"):
        said = defaultdict(list)
        for part in answer.parts.all():
            said[part.question_id].append(part.value if part.value is not None else part.shown)
        told = [
            said[each.pk][0] if len(said[each.pk]) == 1 else ", ".join(said[each.pk]) for each in questions
        ]
        at = timezone.localtime(answer.at).date()
        rows.append([at, answer.invitation.contact.name, answer.invitation.account.name, *told])
    return rows
