"""How it is told what customers themselves chose to receive."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Consent
from accounts.models.naming import in_two_languages
from accounts.purposes import usual_names, way_name
from lib import formats
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.verbs import Verb


def kind_name(channel, purpose, named) -> str:
    """Such as “Marketing (E-mail)”; a purpose of the workspace's own as it was called then."""
    own = in_two_languages(*named[purpose]) if purpose in named else purpose
    return _("%(purpose)s (%(channel)s)") % {
        "purpose": usual_names().get(purpose, own),
        "channel": way_name(channel),
    }


def one_kind(detail) -> dict:
    kind = detail.get("channel", ""), detail.get("purpose", "")
    return {"kind": isolated(kind_name(*kind, detail.get("named", {})))}


def chosen_kinds(detail) -> dict:
    """What is wanted from now on, and what is not."""
    states, named = dict(Consent.State.choices), detail.get("named", {})
    said = [
        f"{kind_name(channel, purpose, named)}: {states.get(state, state)}"
        for channel, purpose, state in detail.get("kinds", [])
    ]
    return {"kinds": formats.listed(isolated(each) for each in said)}


def worded_purpose(detail) -> dict:
    purpose, named = detail.get("purpose", ""), detail.get("named", {})
    own = in_two_languages(*named[purpose]) if purpose in named else purpose
    return {"purpose": isolated(usual_names().get(purpose, own))}


def purpose_verb(icon, sentence, label) -> Verb:
    return Verb(icon, sentence, label=label, group="settings", words=worded_purpose)


KINDS = {"accounts.consentpurpose": Kind(hidden=("form_token",)), "accounts.consentwording": Kind()}
VERBS = {
    "consent.asked": Verb(
        "mail",
        _("asked by e-mail to confirm: %(kind)s"),
        label=_("Confirmation asked for"),
        group="consents",
        words=one_kind,
    ),
    "consent.confirmed": Verb(
        "circle-check",
        _("the customer confirmed by the link: %(kind)s"),
        label=_("Customer confirmed a consent"),
        group="consents",
        words=one_kind,
    ),
    "consentpurpose.added": purpose_verb(
        "plus", _("added the purpose of messages %(purpose)s"), _("Purpose of messages added")
    ),
    "consentpurpose.renamed": purpose_verb(
        "pencil", _("renamed a purpose of messages: %(purpose)s"), _("Purpose of messages renamed")
    ),
    "consentpurpose.archived": purpose_verb(
        "archive", _("archived the purpose of messages %(purpose)s"), _("Purpose of messages archived")
    ),
    "consentpurpose.restored": purpose_verb(
        "archive-off",
        _("took the purpose of messages %(purpose)s out of the archive"),
        _("Purpose of messages restored"),
    ),
    "consentwording.written": purpose_verb(
        "pencil", _("worded the consent anew: %(purpose)s"), _("Consent worded anew")
    ),
    "consent.unsubscribed": Verb(
        "ban",
        _("the customer unsubscribed by the link: %(kind)s"),
        label=_("Customer unsubscribed"),
        group="consents",
        words=one_kind,
    ),
    "consent.unsubscribed_from_all": Verb(
        "ban",
        _("the customer unsubscribed from everything"),
        label=_("Customer unsubscribed from everything"),
        group="consents",
    ),
    "consent.chosen": Verb(
        "adjustments-horizontal",
        _("the customer chose what to receive: %(kinds)s"),
        label=_("Customer chose what to receive"),
        group="consents",
        words=chosen_kinds,
    ),
}
