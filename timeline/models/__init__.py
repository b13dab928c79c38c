from timeline.models.attachment import Attachment
from timeline.models.editing import Editing
from timeline.models.event import Event
from timeline.models.file import KeptFile
from timeline.models.history import HistoryModel, tracked
from timeline.models.job import Job, LeaseLost
from timeline.models.notification import Notification, NotificationChoice, Way
from timeline.models.reader import EventReader

__all__ = [
    "Attachment",
    "Editing",
    "Event",
    "EventReader",
    "HistoryModel",
    "Job",
    "KeptFile",
    "LeaseLost",
    "Notification",
    "NotificationChoice",
    "Way",
    "tracked",
]
