"""Django admin of planning, one module a noun."""

from planning.admin import onboarding, people, statements

__all__ = ["onboarding", "people", "statements"]
