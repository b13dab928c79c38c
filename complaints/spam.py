"""What follows when a complaint turns out to be none: an account that was made for it alone goes with it."""

from complaints.models import ComplaintSubmission
from interactions.models import FollowUp, Interaction
from sales.models import Opportunity, Purchase


def put_away(complaint, events) -> None:
    """Archive the account that the form made of a spammer, unless anything else has come of it since."""
    rejected = next((each for each in events if each.step == "reject"), None)
    if rejected is None or not was_made_for(complaint) or has_more_than(complaint):
        return
    complaint.account.archive(by=rejected.by)


def was_made_for(complaint) -> bool:
    return ComplaintSubmission.objects.filter(complaint=complaint, has_made_account=True).exists()


def has_more_than(complaint) -> bool:
    """Whether a person has done anything with this account besides the complaint."""
    account = complaint.account
    talks = Interaction.objects.filter(account=account).exclude(outcome=Interaction.Outcome.AUTOMATIC)
    others = account.complaints.exclude(pk=complaint.pk)
    rows = [model.objects.filter(account=account) for model in (FollowUp, Opportunity, Purchase)]
    return (
        account.version > 1
        or not account.is_prospect
        or any(each.exists() for each in [talks, others, *rows])
    )
