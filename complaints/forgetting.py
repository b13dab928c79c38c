"""What goes with a customer who is deleted for good."""

from django.db import connection

from accounts.models import Account
from complaints.models import Complaint, ComplaintMessage, ComplaintNote
from timeline.attaching import forget_files


def forget_complaints(model, pk) -> None:
    """What was said, and history, is append-only for the app: the owner's function lets it go with its account."""
    if model is Account:
        # The complaints are gone already; their history tells which there were.
        keys = Complaint.history_model.objects.filter(account_id=pk).order_by().values("pgh_obj_id")
        gone = set(keys.values_list("pgh_obj_id", flat=True).distinct())
        gone -= set(Complaint.objects.filter(pk__in=gone).values_list("pk", flat=True))
        forget_files(Complaint, gone)
        for said in (ComplaintMessage, ComplaintNote):
            forget_files(said, said.objects.filter(complaint_id__in=gone).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT forget_complaints(%s)", [pk])
