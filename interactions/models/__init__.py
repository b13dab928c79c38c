from interactions.models.article import Article, ArticleInterest, ArticleSending
from interactions.models.calendar_feed import CalendarFeed
from interactions.models.call_sheet import CallLine, CallSheet
from interactions.models.contact_rule import ContactRule
from interactions.models.contact_schedule import ContactSchedule
from interactions.models.customer_request import AskingRule, CustomerAnswer, CustomerRequest, RequestLink
from interactions.models.follow_up import FollowUp
from interactions.models.handover import Handover
from interactions.models.interaction import Interaction, InteractionContact
from interactions.models.mail_entry import MailEntry
from interactions.models.mention import Mention
from interactions.models.occasion import OccasionMark
from interactions.models.ready_answer import ReadyAnswer
from interactions.models.reminder import Reminder
from interactions.models.shared_link import Opening, SharedLink

__all__ = [
    "Article",
    "ArticleInterest",
    "ArticleSending",
    "AskingRule",
    "CalendarFeed",
    "CallLine",
    "CallSheet",
    "ContactRule",
    "ContactSchedule",
    "CustomerAnswer",
    "CustomerRequest",
    "FollowUp",
    "Handover",
    "Interaction",
    "InteractionContact",
    "MailEntry",
    "Mention",
    "OccasionMark",
    "Opening",
    "ReadyAnswer",
    "Reminder",
    "RequestLink",
    "SharedLink",
]
