"""What of the day's work this app knows: mentions that this member is to answer."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.dates import start_of_day
from social.models import SocialMention, SocialPost
from social.models.post import may_approve
from workspaces.today import DayRows

MOST = 10


def mine_to_answer(membership) -> list[SocialMention]:
    """Those that wait and are expected to be answered, the first to be answered first."""
    mine = SocialMention.objects.visible_to(membership).owned_by(membership).waiting()
    mine = mine.filter(due_at__isnull=False).exclude(account__archived_at__isnull=False)
    return list(mine.select_related("account").in_working_order()[: MOST + 1])


MENTIONS = DayRows(_("To be answered on social media"), mine_to_answer, "social/today.html")


def posts_due(membership) -> list[SocialPost]:
    """My posts that should be out until the end of today; for who approves, drafts until the end of tomorrow too."""
    today = start_of_day(timezone.localdate() + timedelta(days=1))
    asked = Q(writer=membership, planned_at__lt=today)
    if may_approve(membership):
        asked |= Q(state=SocialPost.State.DRAFT, planned_at__lt=today + timedelta(days=1))
    found = list(SocialPost.objects.unpublished().filter(asked).select_related("writer__user")[: MOST + 1])
    for each in found:
        each.badge = "info" if each.state == SocialPost.State.APPROVED else "neutral"
    return found


POSTS = DayRows(_("Posts"), posts_due, "social/posts_today.html", is_watched=False)
