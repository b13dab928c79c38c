from meetings.models.booking_link import BookingLink
from meetings.models.meeting import Attendee, Companion, Meeting
from meetings.models.meeting_mail import MeetingMail

__all__ = ["Attendee", "BookingLink", "Companion", "Meeting", "MeetingMail"]
