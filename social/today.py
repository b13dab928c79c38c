"""What of the day's work this app knows: mentions that this member is to answer."""

from django.utils.translation import gettext_lazy as _

from social.models import SocialMention
from workspaces.today import DayRows

MOST = 10


def mine_to_answer(membership) -> list[SocialMention]:
    """Those that wait and are expected to be answered, the first to be answered first."""
    mine = SocialMention.objects.visible_to(membership).owned_by(membership).waiting()
    mine = mine.filter(due_at__isnull=False).exclude(account__archived_at__isnull=False)
    return list(mine.select_related("account").in_working_order()[: MOST + 1])


MENTIONS = DayRows(_("To be answered on social media"), mine_to_answer, "social/today.html")
