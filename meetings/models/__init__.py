from meetings.models.meeting import Attendee, Companion, Meeting

__all__ = ["Attendee", "Companion", "Meeting"]
