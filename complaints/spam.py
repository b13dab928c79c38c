"""What follows when a complaint turns out to be none: an account that was made for it alone goes with it."""

from complaints.models import ComplaintSubmission
from interactions.models import FollowUp, Interaction
from sales.models import Opportunity, Purchase


def put_away(complaint, events) -> None:
    """Archive the account that the form, or an e-mail, made of a spammer, unless anything else has come of it since."""
    rejected = next((each for each in events if each.step == "reject"), None)
    if rejected is None or not was_made_for(complaint) or has_more_than(complaint):
        return
    complaint.account.archive(by=rejected.by)


def was_made_for(complaint) -> bool:
    made_by_form = ComplaintSubmission.objects.filter(complaint=complaint, has_made_account=True)
    is_by_itself = complaint.created_by_id is None and complaint.account.created_by_id is None
    is_by_mail = is_by_itself and complaint.channel == complaint.Channel.EMAIL
    return is_by_mail or made_by_form.exists()


def has_more_than(complaint) -> bool:
    """Whether a person has done anything with this account besides the complaint."""
    account = complaint.account
    talks = Interaction.objects.filter(account=account).exclude(outcome=Interaction.Outcome.AUTOMATIC)
    talks = talks.exclude(pk=complaint.interaction_id)  # the e-mail that it came by
    others = account.complaints.exclude(pk=complaint.pk)
    rows = [model.objects.filter(account=account) for model in (FollowUp, Opportunity, Purchase)]
    return (
        account.version > 1
        or not account.is_prospect
        or any(each.exists() for each in [talks, others, *rows])
    )
