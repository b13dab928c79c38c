"""Tables of what customers looked at on the workspace's website."""

from visits.models.key import VisitKey, VisitRules
from visits.models.visit import Visit, VisitDay

__all__ = ["Visit", "VisitDay", "VisitKey", "VisitRules"]
