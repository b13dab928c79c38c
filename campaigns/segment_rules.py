"""What segments may ask of how people responded to campaigns; only of what people did, and never of machines."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.segments import rules
from campaigns.models import Campaign, Recipient, Response
from lib.lists.fields import Field
from lib.lists.rules import CAMPAIGNS, Operator

Kind = Response.Kind
READ = (Kind.OPENED, Kind.CLICKED)


def since(values):
    """The beginning of the first of these days."""
    return rules.start_of(rules.back(rules.today(), values["days"]))


def people_of(recipients):
    return recipients.exclude(contact=None).values("contact")


def who(values, kinds):
    rows = Response.objects.by_people().filter(kind__in=kinds, at__gte=since(values))
    return people_of(Recipient.objects.filter(pk__in=rows.values("recipient")))


def written_to(values):
    begins = since(values)
    lately = Campaign.objects.filter(
        Q(finished_at__gte=begins) | Q(finished_at=None, started_at__isnull=False)
    )
    got = Recipient.objects.filter(campaign__in=lately, state=Recipient.State.SENT, settled_at__gte=begins)
    return people_of(got)


def did(*kinds):
    return lambda values, at: Q(**{f"{at}pk__in": who(values, kinds)})


def got(values, at):
    return Q(**{f"{at}pk__in": written_to(values)})


def read_none(values, at):
    """Were written to in these days, and opened nothing in them."""
    return got(values, at) & ~Q(**{f"{at}pk__in": who(values, READ)})


def operator(key, label, said, condition):
    return Operator(key, label, said, condition, (rules.days(_("In the last days")),))


RESPONDED = rules.asked(
    CAMPAIGNS,
    operator("opened", _("opened a letter"), _("opened a letter in the last %(days)s"), did(*READ)),
    operator("pressed", _("pressed a link"), _("pressed a link in the last %(days)s"), did(Kind.CLICKED)),
    operator("none", _("opened none"), _("got letters in the last %(days)s and opened none"), read_none),
    operator("got", _("got a letter"), _("got a letter in the last %(days)s"), got),
    operator("back", _("mail came back"), _("mail came back in the last %(days)s"), did(Kind.BOUNCED)),
)
OF_CONTACTS = Field("responded", _("Response to campaigns"), rule=RESPONDED)
