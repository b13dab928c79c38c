from planning.models.need import Need, NeedState
from planning.models.onboarding import Onboarding, OnboardingItem, OnboardingTemplate, TemplateItem
from planning.models.programme import ProgrammeLine, ProgrammeStep, StepWord
from planning.models.stakeholder import Stakeholder, StakeholderRule
from planning.models.statement import ScopeStatement, StatementAnswer, StatementLink

__all__ = [
    "Need",
    "NeedState",
    "Onboarding",
    "OnboardingItem",
    "OnboardingTemplate",
    "ProgrammeLine",
    "ProgrammeStep",
    "ScopeStatement",
    "Stakeholder",
    "StakeholderRule",
    "StatementAnswer",
    "StatementLink",
    "StepWord",
    "TemplateItem",
]
