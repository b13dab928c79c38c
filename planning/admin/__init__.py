"""Django admin of planning, one module a noun."""

from planning.admin import onboarding, people, programme, statements

__all__ = ["onboarding", "people", "programme", "statements"]
