from planning.models.competitor import Competitor, CompetitorStanding
from planning.models.lines import Initiative, Milestone, Risk
from planning.models.link import ObjectiveWord, PlanLink
from planning.models.need import Need, NeedState
from planning.models.objective import Measurement, Objective
from planning.models.onboarding import Onboarding, OnboardingItem, OnboardingTemplate, TemplateItem
from planning.models.plan import AccountPlan
from planning.models.programme import ProgrammeLine, ProgrammeStep, StepWord
from planning.models.stakeholder import Stakeholder, StakeholderRule
from planning.models.statement import ScopeStatement, StatementAnswer, StatementLink
from planning.models.version import PlanVersion

__all__ = [
    "AccountPlan",
    "Competitor",
    "CompetitorStanding",
    "Initiative",
    "Measurement",
    "Milestone",
    "Need",
    "NeedState",
    "Objective",
    "ObjectiveWord",
    "Onboarding",
    "OnboardingItem",
    "OnboardingTemplate",
    "PlanLink",
    "PlanVersion",
    "ProgrammeLine",
    "ProgrammeStep",
    "Risk",
    "ScopeStatement",
    "Stakeholder",
    "StakeholderRule",
    "StatementAnswer",
    "StatementLink",
    "StepWord",
    "TemplateItem",
]
