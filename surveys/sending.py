"""Asking many contacts at once, in the background."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact
from accounts.models.record import Archived
from lib import formats
from lib.formats import isolated
from lib.tokens import new_token
from surveys.inviting import WHY_NOT, NotInvited, account_of, invite
from surveys.models import Survey, SurveyInvitation
from surveys.models.survey import NotNow
from timeline.jobs import GivenUp, JobKind, start_job
from workspaces.models import Membership
from workspaces.roles import Permission

BATCH = 20
MOST_AT_ONCE = 500
JOB = "surveys.send"


class Sending(JobKind):
    label = gettext_lazy("Sending of a survey")
    result_label = gettext_lazy("Show the survey")
    icon = "send"

    def batch(self, job, prepared):
        by = Membership.objects.select_related("user", "workspace").get(pk=job.created_by_id)
        if not by.can(Permission.EDIT_CUSTOMERS):
            raise GivenUp("not_allowed")
        survey = Survey.objects.get(pk=job.arguments["survey"])
        begin = job.cursor.get("at", 0)
        keys = job.arguments["contacts"][begin : begin + BATCH]
        people = Contact.objects.visible_to(by).in_bulk(keys)
        counted = dict(job.result)
        for pk in keys:
            what = self.ask(survey, people.get(pk), by)
            counted[what] = counted.get(what, 0) + 1
        job.result = counted
        job.done += len(keys)
        job.cursor = {"at": begin + len(keys)}
        return begin + len(keys) < len(job.arguments["contacts"])

    def ask(self, survey, contact, by) -> str:
        account = account_of(contact, by) if contact else None
        if account is None:
            return "no_account"
        try:
            with transaction.atomic():
                way = SurveyInvitation.Way.MAIL
                invite(survey=survey, contact=contact, account=account, by=by, way=way, token=new_token())
        except NotInvited as refusal:
            return refusal.code
        except Archived:
            return "no_account"
        except NotNow as refusal:
            raise GivenUp("not_open") from refusal
        return "sent"

    def page(self, job):
        number = Survey.objects.filter(pk=job.arguments["survey"]).values_list("number", flat=True).first()
        return ("surveys:survey", {"number": number}) if number else None

    def title(self, job):
        survey = Survey.objects.filter(pk=job.arguments["survey"]).first()
        name = f"{self.label}: {isolated(survey.name)}" if survey else str(self.label)
        left = [
            f"{formats.number(job.result[code])} {why}" for code, why in WHY_NOT.items() if code in job.result
        ]
        if not job.result:
            return name
        sent = _("%(count)s sent") % {"count": formats.number(job.result.get("sent", 0))}
        return f"{name} · {formats.listed([sent, *left])}"

    def reason(self, job):
        return _("The survey was closed.") if job.error == "not_open" else super().reason(job)


@transaction.atomic
def send_to_many(survey, contacts, *, by):
    return start_job(
        JOB, by=by, total=len(contacts), survey=survey.pk, contacts=[each.pk for each in contacts]
    )
