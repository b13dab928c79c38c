from planning.models.assessment import AccountScore, Assessment
from planning.models.capacity import MemberCapacity
from planning.models.competitor import Competitor, CompetitorStanding
from planning.models.lines import Initiative, Milestone, Risk
from planning.models.link import ObjectiveWord, PlanLink
from planning.models.need import Need, NeedState
from planning.models.objective import Measurement, Objective
from planning.models.onboarding import Onboarding, OnboardingItem, OnboardingTemplate, TemplateItem
from planning.models.plan import AccountPlan
from planning.models.programme import ProgrammeLine, ProgrammeStep, StepWord
from planning.models.rules import PlanningRules
from planning.models.stakeholder import Stakeholder, StakeholderRule
from planning.models.statement import ScopeStatement, StatementAnswer, StatementLink
from planning.models.tier_proposal import TierProposal
from planning.models.type_rule import TypeOwner, TypeRule
from planning.models.version import PlanVersion

__all__ = [
    "AccountPlan",
    "AccountScore",
    "Assessment",
    "Competitor",
    "CompetitorStanding",
    "Initiative",
    "Measurement",
    "MemberCapacity",
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
    "PlanningRules",
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
    "TierProposal",
    "TypeOwner",
    "TypeRule",
]
