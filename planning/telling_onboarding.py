"""How onboarding is told, on the pages of customers and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from planning.models import Onboarding
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"onboarding": _("Onboarding")}

KINDS = {
    "planning.onboarding": Kind(
        rows=lambda member: Onboarding.objects.visible_to(member).select_related("account"),
        page="planning:onboarding",
    ),
    "planning.onboardingtemplate": Kind(page="planning:checklist"),
}


def verb(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="onboarding")


VERBS = {
    "onboarding.started": verb(
        "list-check",
        _("started this onboarding"),
        _("started an onboarding: %(subject)s"),
        _("Onboarding started"),
    ),
    "onboarding.finished": verb(
        "check",
        _("finished this onboarding"),
        _("finished an onboarding: %(subject)s"),
        _("Onboarding finished"),
    ),
    "onboarding.stopped": verb(
        "ban", _("stopped this onboarding"), _("stopped an onboarding: %(subject)s"), _("Onboarding stopped")
    ),
    "onboarding.resumed": verb(
        "arrow-back-up",
        _("let this onboarding go on"),
        _("let an onboarding go on: %(subject)s"),
        _("Onboarding goes on"),
    ),
    "onboardingtemplate.added": verb("plus", _("added this checklist"), "", _("Onboarding checklist added")),
    "onboardingtemplate.changed": verb(
        "pencil", _("edited this checklist"), "", _("Onboarding checklist edited")
    ),
    "onboardingtemplate.archived": verb(
        "archive", _("archived this checklist"), "", _("Onboarding checklist archived")
    ),
    "onboardingtemplate.restored": verb(
        "archive-off", _("offered this checklist again"), "", _("Onboarding checklist offered again")
    ),
}
