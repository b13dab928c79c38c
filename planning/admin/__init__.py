"""Django admin of planning, one module a noun."""

from planning.admin import onboarding, people, plan, programme, statements

__all__ = ["onboarding", "people", "plan", "programme", "statements"]
