"""How mentions are told: on their own pages, on those of customers, and to those who lead the workspace."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from social.models import MentionImport, Network, SocialMention
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"social": _("Social media")}

KINDS = {
    "social.socialmention": Kind(
        rows=lambda member: SocialMention.objects.visible_to(member).select_related("account"),
        page="social:mention",
    ),
    "social.socialpost": Kind(page="social:post"),
    "social.mentionimport": Kind(
        rows=lambda member: MentionImport.objects.visible_to(member), page="social:import_one"
    ),
}


def network_word(detail):
    return {"network": str(dict(Network.choices).get(detail.get("network"), ""))}


def to_word(detail):
    return {"to": detail.get("to") or gettext("nobody")}


VERBS = {
    "socialmention.received": Verb(
        "speakerphone",
        _("wrote down this mention on %(network)s"),
        _("wrote down a mention on %(network)s: %(subject)s"),
        label=_("Mention on social media"),
        group="social",
        words=network_word,
    ),
    "socialmention.changed": Verb(
        "pencil",
        _("edited this mention"),
        _("edited the mention %(subject)s"),
        label=_("Mention edited"),
        group="social",
    ),
    "socialmention.answered": Verb(
        "circle-check",
        _("answered this"),
        _("answered the mention %(subject)s"),
        label=_("Mention answered"),
        group="social",
    ),
    "socialmention.dismissed": Verb(
        "ban",
        _("said that this needs no answer"),
        _("said that the mention %(subject)s needs no answer"),
        label=_("Mention needs no answer"),
        group="social",
    ),
    "socialmention.reopened": Verb(
        "arrow-back-up",
        _("let this wait for an answer again"),
        _("let the mention %(subject)s wait for an answer again"),
        label=_("Mention waits again"),
        group="social",
    ),
    "socialmention.handed": Verb(
        "arrow-forward-up",
        _("handed this over to %(to)s"),
        _("handed the mention %(subject)s over to %(to)s"),
        label=_("Mention handed over"),
        group="social",
        words=to_word,
    ),
    "socialmention.linked": Verb(
        "link",
        # Without the name: once untied, who may not see the customer reads this too.
        _("tied this to a customer"),
        _("tied the mention %(subject)s to this customer"),
        label=_("Mention tied to a customer"),
        group="social",
    ),
    "socialmention.unlinked": Verb(
        "unlink",
        _("untied this from its customer"),
        _("untied the mention %(subject)s from this customer"),
        label=_("Mention untied from a customer"),
        group="social",
    ),
    "socialpost.created": Verb(
        "writing",
        _("planned this post"),
        _("planned the post %(subject)s"),
        label=_("Post planned"),
        group="social",
    ),
    "socialpost.changed": Verb(
        "pencil",
        _("edited this post"),
        _("edited the post %(subject)s"),
        label=_("Post edited"),
        group="social",
    ),
    "socialpost.approved": Verb(
        "check",
        _("approved this post"),
        _("approved the post %(subject)s"),
        label=_("Post approved"),
        group="social",
    ),
    "socialpost.published": Verb(
        "circle-check",
        _("published this post"),
        _("published the post %(subject)s"),
        label=_("Post published"),
        group="social",
    ),
    "socialpost.cancelled": Verb(
        "ban",
        _("called this post off"),
        _("called off the post %(subject)s"),
        label=_("Post called off"),
        group="social",
    ),
    "socialpost.reopened": Verb(
        "arrow-back-up",
        _("took the last step of this post back"),
        _("took the last step of the post %(subject)s back"),
        label=_("Step of a post taken back"),
        group="social",
    ),
    "mentionimport.started": Verb(
        "file-import",
        _("began to bring this file of mentions in"),
        _("began to bring in the file of mentions %(subject)s"),
        label=_("Import of mentions started"),
        group="social",
    ),
    "mentionimport.ended": Verb(
        "file-import",
        _("brought in %(kept)s mentions of this file"),
        _("brought in %(kept)s mentions of the file %(subject)s"),
        label=_("Import of mentions ended"),
        group="social",
        words=lambda detail: {"kept": formats.number(detail.get("kept", 0))},
    ),
    "socialhook.opened": Verb(
        "key",
        _("opened an address at which other programs bring mentions in"),
        label=_("Address for mentions opened"),
        group="settings",
    ),
    "socialhook.closed": Verb(
        "lock",
        _("closed the address at which other programs brought mentions in"),
        label=_("Address for mentions closed"),
        group="settings",
    ),
    "socialrules.changed": Verb(
        "settings",
        _("changed how soon is answered on social media"),
        label=_("Rules of social media changed"),
        group="settings",
        changes=lambda detail: detail.get("changes", {}),
    ),
}
