"""How referrals and testimonials are told."""

from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from sales.models import Referral, Testimonial
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

GROUPS = {"word_of_mouth": _("Referrals and testimonials")}

KINDS = {
    "sales.referral": Kind(
        rows=lambda member: Referral.objects.visible_to(member).select_related("account"),
        page="sales:referral",
    ),
    "sales.testimonial": Kind(
        rows=lambda member: Testimonial.objects.visible_to(member).select_related("account"),
        page="sales:testimonial",
    ),
}


def words_of(detail) -> dict:
    states = dict(Referral.Outcome.choices)
    return {
        "new": isolated(states.get(detail.get("new"), "")),
        "place": isolated(detail.get("place", "")),
    }


def verb(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="word_of_mouth", words=words_of)


VERBS = {
    "referral.added": verb(
        "users-group",
        _("wrote this referral down"),
        _("wrote a referral down: %(subject)s"),
        _("Referral added"),
    ),
    "referral.changed": verb(
        "pencil", _("changed this referral"), _("changed the referral %(subject)s"), _("Referral changed")
    ),
    "referral.won": verb(
        "circle-check",
        _("made a customer of the one referred"),
        _("made a customer of the referral %(subject)s"),
        _("Referral became a customer"),
    ),
    "referral.state_changed": verb(
        "arrow-forward-up",
        _("set what came of it: %(new)s"),
        _("set what came of the referral %(subject)s: %(new)s"),
        _("What came of a referral"),
    ),
    "referral.tied": verb(
        "building-plus",
        _("made a prospect of it"),
        _("made a prospect of the referral %(subject)s"),
        _("Referral became a prospect"),
    ),
    "referral.thanked": verb(
        "heart",
        _("noted the thanks for it"),
        _("noted the thanks for the referral %(subject)s"),
        _("Thanks for a referral"),
    ),
    "referral.thanks_taken_back": verb(
        "arrow-back-up",
        _("took the thanks for it back"),
        _("took the thanks for the referral %(subject)s back"),
        _("Thanks for a referral taken back"),
    ),
    "referral.archived": verb(
        "archive", _("archived this referral"), _("archived the referral %(subject)s"), _("Referral archived")
    ),
    "referral.restored": verb(
        "archive-off",
        _("restored this referral"),
        _("restored the referral %(subject)s"),
        _("Referral restored"),
    ),
    "testimonial.asked": verb(
        "send", _("asked for this testimonial"), _("asked for a testimonial"), _("Testimonial asked for")
    ),
    "testimonial.given": verb(
        "message-circle",
        _("this testimonial was given"),
        _("a testimonial was given"),
        _("Testimonial given"),
    ),
    "testimonial.changed": verb(
        "pencil", _("changed this testimonial"), _("changed a testimonial"), _("Testimonial changed")
    ),
    "testimonial.declined": verb(
        "circle-x",
        _("noted that the customer would rather not"),
        _("noted that the customer gives no testimonial"),
        _("Testimonial declined"),
    ),
    "testimonial.declined_by_link": verb(
        "circle-x",
        _("the customer declined by the link"),
        _("the customer declined to give a testimonial"),
        _("Testimonial declined by the customer"),
    ),
    "testimonial.asked_again": verb(
        "arrow-back-up",
        _("waits for the answer again"),
        _("waits for a testimonial again"),
        _("Testimonial asked for again"),
    ),
    "testimonial.used": verb(
        "world",
        _("noted where it is used: %(place)s"),
        _("noted where a testimonial is used: %(place)s"),
        _("Testimonial used"),
    ),
    "testimonial.use_ended": verb(
        "x",
        _("noted that it was taken down: %(place)s"),
        _("noted that a testimonial was taken down: %(place)s"),
        _("Testimonial taken down"),
    ),
    "testimonial.withdrawn": verb(
        "ban",
        _("noted that the consent was withdrawn"),
        _("noted that the consent to a testimonial was withdrawn"),
        _("Consent to a testimonial withdrawn"),
    ),
    "testimonial.withdrawn_by_link": verb(
        "ban",
        _("the customer withdrew the consent by the link"),
        _("the customer withdrew the consent to a testimonial"),
        _("Consent to a testimonial withdrawn by the customer"),
    ),
    "testimonial.agreed_again_by_link": verb(
        "check",
        _("the customer agreed again by the link"),
        _("the customer agreed to a testimonial again"),
        _("Consent to a testimonial given again by the customer"),
    ),
    "testimonial.agreed_again": verb(
        "check",
        _("noted that the consent holds again"),
        _("noted that the consent to a testimonial holds again"),
        _("Consent to a testimonial holds again"),
    ),
    "testimonial.archived": verb(
        "archive", _("archived this testimonial"), _("archived a testimonial"), _("Testimonial archived")
    ),
    "testimonial.restored": verb(
        "archive-off", _("restored this testimonial"), _("restored a testimonial"), _("Testimonial restored")
    ),
}

NOTICES = {
    "testimonial.given": NotificationKind(
        label=_("A customer gave the testimonial I asked for"),
        icon="message-circle",
        one=_("A testimonial came from %(subject)s."),
        way=Way.MAIL,
        called=lambda testimonial: testimonial.account.name,
    ),
    "testimonial.declined": NotificationKind(
        label=_("A customer declined to give a testimonial"),
        icon="circle-x",
        one=_("No testimonial will come from %(subject)s."),
        called=lambda testimonial: testimonial.account.name,
    ),
    "testimonial.withdrawn": NotificationKind(
        label=_("A customer withdrew the consent to a testimonial"),
        icon="ban",
        one=_("The consent to the testimonial of %(subject)s was withdrawn. Take it down where it stands."),
        way=Way.MAIL,
        called=lambda testimonial: testimonial.account.name,
    ),
    "referral.won": NotificationKind(
        label=_("A referral of mine became a customer"),
        icon="users-group",
        one=_("A referral became a customer: %(subject)s. Thank whoever recommended you."),
        called=lambda referral: referral.name,
    ),
}
