"""Django admin of planning, one module a noun."""

from planning.admin import people

__all__ = ["people"]
