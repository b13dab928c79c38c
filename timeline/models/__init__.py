from timeline.models.event import Event
from timeline.models.history import HistoryModel, tracked

__all__ = ["Event", "HistoryModel", "tracked"]
