"""What goes with a customer who is deleted for good: also what history kept of the texts."""

from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import Account
from interactions.models import Interaction, MailEntry
from messaging.models import InboundMail, OutgoingMail
from timeline.attaching import forget_files


def forget_history(model, pk) -> None:
    """History is append-only for the app; the owner's function lets it go with an account that is no more."""
    if model is Account:
        # The rows are gone already; their history tells which there were.
        gone = (
            Interaction.history_model.objects.filter(account_id=pk).order_by().values("pgh_obj_id").distinct()
        )
        forget_files(Interaction, gone.values_list("pgh_obj_id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_interactions(%s)", [pk])


def forget_mail(model, pk) -> None:
    """E-mail that was filed with a customer who is no more: no entry leads to it any longer."""
    if model is Account:
        for mails, side in (
            (OutgoingMail.objects.filter(calendar=""), "outgoing"),
            (InboundMail.objects.filter(state=InboundMail.State.FILED), "inbound"),
        ):
            mails.filter(~Exists(MailEntry.objects.filter(**{side: OuterRef("pk")}))).delete()
