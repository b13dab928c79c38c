"""The form over the timeline: who may write, and what is guessed for them."""

from accounts.models import Account
from interactions.forms import InteractionForm
from interactions.models import Interaction
from workspaces.roles import Permission


def composer(membership, *, account=None, contact=None, data=None, files=None) -> InteractionForm | None:
    """The form for an account or for a contact; None for those who may not write here, and where nothing can be kept.

    A contact of a single account needs no choice of it.
    """
    subject = account or contact
    if not membership.can(Permission.EDIT_CUSTOMERS) or subject.is_archived:
        return None
    if contact is not None:
        places = list(Account.objects.visible_to(membership).kept().filter(positions__contact=contact)[:2])
        if not places:
            return None
        account = places[0] if len(places) == 1 else None
    # What was sent needs no guesses: logging is what people wait for.
    guessed = {} if data else {"channel": last_channel(membership)}
    initial = {**guessed, "contacts": [contact.number] if contact else []}
    form = InteractionForm(
        data, files, membership=membership, account=account, contact=contact, initial=initial
    )
    if contact is None and not data:
        form.guess_contact()
    return form


def last_channel(membership) -> str:
    """What this member used last."""
    mine = Interaction.objects.filter(logged_by=membership).order_by("-id")
    return mine.values_list("channel", flat=True).first() or Interaction.Channel.CALL
