"""How the programme is told, to those who lead the workspace and on the pages of customers."""

from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from planning.models import StepWord
from planning.models.programme import StepKey
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"programme": _("Programme")}

KINDS = {
    "planning.programmeline": Kind(page="planning:line"),
    "planning.programmestep": Kind(),
}


def said_words(detail) -> dict:
    return {
        "step": dict(StepKey.choices).get(detail.get("key"), ""),
        "word": dict(StepWord.Word.choices).get(detail.get("word"), ""),
        "reason": isolated(detail.get("reason", "")),
    }


def verb(icon, here, label, **kwargs) -> Verb:
    return Verb(icon, here, label=label, group="programme", **kwargs)


VERBS = {
    "programme.step_said": verb(
        "target",
        _("said of the step “%(step)s” of the programme: %(word)s (%(reason)s)"),
        _("Step of the programme set by hand"),
        words=said_words,
    ),
    "programmeline.added": verb(
        "plus", _("put this on the programme of the year"), _("Put on the programme")
    ),
    "programmeline.changed": verb(
        "pencil", _("edited this line of the programme"), _("Line of the programme edited")
    ),
    "programmeline.reached": verb("check", _("said that this is reached"), _("Goal or milestone reached")),
    "programmeline.reopened": verb(
        "arrow-back-up", _("said that this is not reached"), _("Goal or milestone open again")
    ),
    "programmeline.removed": verb("trash", _("took this off the programme"), _("Taken off the programme")),
    "programmeline.restored": verb(
        "arrow-back-up", _("put this back on the programme"), _("Back on the programme")
    ),
    "programmestep.planned": verb(
        "calendar-event",
        _("changed who leads the steps of the programme, or when"),
        _("Steps of the programme planned"),
    ),
}
