"""What goes with a customer who is deleted for good: invitations, and what history kept of the meetings."""

from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import Account
from meetings.models import MeetingMail
from messaging.models import OutgoingMail


def forget_meetings(model, pk) -> None:
    """History is append-only for the app; the owner's function lets it go with an account that is no more."""
    if model is Account:
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_meetings(%s)", [pk])
    invitations = OutgoingMail.objects.exclude(calendar="")
    invitations.filter(~Exists(MeetingMail.objects.filter(mail=OuterRef("pk")))).delete()
