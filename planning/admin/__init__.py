"""Django admin of planning, one module a noun."""

from planning.admin import onboarding, people, plan, programme, statements, tiers

__all__ = ["onboarding", "people", "plan", "programme", "statements", "tiers"]
