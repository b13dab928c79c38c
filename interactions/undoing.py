"""Taking back an edit, a snooze, a handover: the database kept what stood there before."""

from django.db import transaction

from accounts.models import Contact
from interactions.models import FollowUp, Interaction
from interactions.models.follow_up import PROMISED
from interactions.models.interaction import WRITTEN
from interactions.services import change_follow_up, change_interaction
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


@transaction.atomic
def undo_change(follow_up, version, *, by):
    """Put back what was promised before this version, if it is still the last one and nothing but a change."""
    follow_up.wait_to_change()
    rows = FollowUp.history_model.objects.filter(pgh_obj=follow_up, version=version - 1)
    before = rows.order_by("-pgh_id").first()
    if before is None or follow_up.version != version or before.state != follow_up.state:
        raise TooLate
    columns = [
        FollowUp._meta.get_field(name)
        for name in PROMISED
        if name != "contact" or still_there(before.contact_id)
    ]
    changed = [
        each.name for each in columns if getattr(follow_up, each.attname) != getattr(before, each.attname)
    ]
    for each in columns:
        setattr(follow_up, each.attname, getattr(before, each.attname))
    change_follow_up(follow_up, by=by, read_version=version, changed=changed)


def still_there(contact_id) -> bool:
    """No former contact, or one that was not deleted for good meanwhile."""
    return contact_id is None or Contact.objects.filter(pk=contact_id).exists()
