from surveys.models.answer import QuestionAnswer, SurveyAnswer
from surveys.models.invitation import SurveyInvitation
from surveys.models.plan import PlannedAsk, SurveyPlan
from surveys.models.question import Choice, Measure, Question
from surveys.models.remark import Remark
from surveys.models.rules import SurveyRules
from surveys.models.survey import Survey

__all__ = [
    "Choice",
    "Measure",
    "PlannedAsk",
    "Question",
    "QuestionAnswer",
    "Remark",
    "Survey",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveyPlan",
    "SurveyRules",
]
