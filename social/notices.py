"""What members are told: of what is written about us, and of what colleagues ask them to answer."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from timeline.notifying import NotificationKind


def many_received(count):
    return ngettext(
        "%(count)s mention on social media waits for your answer.",
        "%(count)s mentions on social media wait for your answer.",
        count,
    )


def many_handed(count):
    return ngettext(
        "%(actor)s asks you to answer %(count)s mention on social media.",
        "%(actor)s asks you to answer %(count)s mentions on social media.",
        count,
    )


def with_author(mention) -> str:
    """Its first words, and who wrote them."""
    return f"{mention.name} ({mention.author})"


NOTICES = {
    "socialmention.received": NotificationKind(
        label=_("Something was written about us that I should answer"),
        icon="speakerphone",
        one=_("On social media: %(subject)s."),
        many=many_received,
        many_page="social:list",
        called=with_author,
    ),
    "socialmention.handed": NotificationKind(
        label=_("A colleague asks me to answer on social media"),
        icon="speakerphone",
        one=_("%(actor)s asks you to answer this: %(subject)s."),
        many=many_handed,
        many_page="social:list",
        called=with_author,
    ),
    "socialpost.approved": NotificationKind(
        label=_("A post of mine was approved"),
        icon="writing",
        one=_("%(actor)s approved your post: %(subject)s."),
        called=lambda post: post.name,
    ),
}
