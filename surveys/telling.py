"""How surveys are told: on the pages of customers, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from surveys.models import Remark, SurveyAnswer, SurveyInvitation
from timeline.kinds import Kind
from timeline.verbs import Verb

GROUPS = {"surveys": _("Surveys")}

KINDS = {
    "surveys.survey": Kind(page="surveys:survey"),
    "surveys.surveyinvitation": Kind(
        rows=lambda member: SurveyInvitation.objects.visible_to(member).select_related("survey"),
    ),
    "surveys.surveyanswer": Kind(
        rows=lambda member: SurveyAnswer.objects.visible_to(member).select_related("invitation__survey"),
        page="surveys:answer",
    ),
    "surveys.surveyplan": Kind(page="surveys:plan"),
    "surveys.remark": Kind(
        rows=lambda member: Remark.objects.visible_to(member).select_related("answer__invitation__survey"),
        page="surveys:remark",
    ),
}


def plain(icon, here, label):
    return Verb(icon, here, label=label, group="surveys")


VERBS = {
    "survey.created": plain("list-check", _("made this survey"), _("Survey made")),
    "survey.changed": plain("pencil", _("edited this survey"), _("Survey edited")),
    "survey.opened": plain("circle-check", _("opened this survey"), _("Survey opened")),
    "survey.redrafted": plain(
        "arrow-back-up", _("made this survey a draft again"), _("Survey a draft again")
    ),
    "survey.closed": plain("ban", _("closed this survey"), _("Survey closed")),
    "survey.reopened": plain("arrow-back-up", _("opened this survey again"), _("Survey opened again")),
    "surveyplan.created": plain(
        "send", _("set this survey up to be sent by itself"), _("Survey set up to be sent by itself")
    ),
    "surveyplan.changed": plain(
        "pencil", _("changed how this survey is sent by itself"), _("Survey sent by itself changed")
    ),
    "surveyplan.paused": plain(
        "hourglass", _("paused this survey that is sent by itself"), _("Survey sent by itself paused")
    ),
    "surveyplan.resumed": plain(
        "send", _("let this survey be sent by itself again"), _("Survey sent by itself goes on")
    ),
    "surveyplan.archived": plain(
        "archive", _("archived this survey that is sent by itself"), _("Survey sent by itself archived")
    ),
    "surveyplan.restored": plain(
        "arrow-back-up",
        _("brought this survey that is sent by itself back"),
        _("Survey sent by itself is back"),
    ),
    "surveyinvitation.sent": Verb(
        "link",
        _("made a link to this survey"),
        _("made a link to the survey %(subject)s"),
        label=_("Link to a survey made"),
        group="surveys",
    ),
    "surveyinvitation.withdrawn": Verb(
        "ban",
        _("withdrew this invitation"),
        _("withdrew the invitation to the survey %(subject)s"),
        label=_("Invitation to a survey withdrawn"),
        group="surveys",
    ),
    "surveyinvitation.restored": Verb(
        "arrow-back-up",
        _("let this invitation stand again"),
        _("let the invitation to the survey %(subject)s stand again"),
        label=_("Invitation to a survey stands again"),
        group="surveys",
    ),
    "surveyanswer.given": Verb(
        "list-check",
        _("received this answer"),
        _("received an answer to the survey %(subject)s"),
        label=_("Survey answered"),
        group="surveys",
    ),
    "surveyanswer.low": Verb(
        "alert-triangle",
        _("received this answer, with a low rating"),
        _("received an answer with a low rating to the survey %(subject)s"),
        label=_("Survey answered with a low rating"),
        group="surveys",
    ),
    "remark.opened": Verb(
        "message-circle",
        _("took this remark up"),
        _("took the remark about %(subject)s up"),
        label=_("Remark taken up"),
        group="surveys",
    ),
    "remark.answered": Verb(
        "mail",
        _("answered this remark"),
        _("answered the remark about %(subject)s"),
        label=_("Remark answered"),
        group="surveys",
    ),
    "remark.handed": Verb(
        "user",
        _("handed this remark over"),
        _("handed the remark about %(subject)s over"),
        label=_("Remark handed over"),
        group="surveys",
    ),
    "remark.closed": Verb(
        "circle-check",
        _("closed this remark"),
        _("closed the remark about %(subject)s"),
        label=_("Remark closed"),
        group="surveys",
    ),
    "remark.reopened": Verb(
        "arrow-back-up",
        _("opened this remark again"),
        _("opened the remark about %(subject)s again"),
        label=_("Remark opened again"),
        group="surveys",
    ),
    "surveyrules.changed": Verb(
        "settings",
        _("changed how often customers are asked"),
        label=_("Rules of surveys changed"),
        group="settings",
        changes=lambda detail: detail.get("changes", {}),
    ),
}
