"""Taking back an edit: the database kept what stood there before."""

from django.db import transaction

from accounts.models import Contact
from interactions.models import Interaction
from interactions.models.interaction import WRITTEN
from interactions.services import change_interaction
from lib.undo import TooLate
from timeline.models import Event


@transaction.atomic
def undo_edit(interaction, version, *, by):
    """Write back what stood there before the edit that made this version, if it is still the last one."""
    interaction.wait_to_change()
    rows = Interaction.history_model.objects.filter(pgh_obj=interaction, version=version - 1)
    before = rows.order_by("-pgh_id").first()
    if before is None or interaction.version != version:
        raise TooLate
    told = Event.objects.about(interaction).filter(
        verb="interaction.changed", xid=before.pgh_xid, is_part=False
    )
    event = told.order_by("-id").first()
    if event is None:
        raise TooLate
    for name in WRITTEN:
        setattr(interaction, name, getattr(before, name))
    present = Contact.objects.filter(pk__in=event.detail.get("present", []))
    change_interaction(
        interaction, by=by, read_version=version, changed=event.detail["fields"], contacts=list(present)
    )
