"""History: the old field values of every updated or deleted row, written by the database itself.

A row of history and an Event of the same transaction carry the same xid, so the two are read together and
history needs no context of its own.
"""

import pghistory
import pghistory.models
from django.db import models

from lib.fields import CurrentTransactionId, TransactionIdField
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, add_to_meta, constraint_name
from lib.tenancy.models import WorkspaceManager


class HistoryModel(pghistory.models.Event):
    pgh_id = models.BigAutoField(primary_key=True)
    workspace = WorkspaceField(is_referenced=False)
    pgh_xid = TransactionIdField(db_default=CurrentTransactionId(), editable=False)

    objects = WorkspaceManager()
    across_workspaces = models.Manager()

    class Meta:
        abstract = True


NOT_BUSINESS = {"updated_at", "form_token"}


def tracked(*, exclude=()):
    """Keep the history of a model. Generated columns are left out by themselves, secrets are named in `exclude`."""

    def decorate(model):
        names = {field.name for field in model._meta.fields}
        generated = {field.name for field in model._meta.fields if field.generated}
        history = pghistory.create_event_model(
            model,
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(),
            exclude=["workspace", *generated, *NOT_BUSINESS.intersection(names), *exclude],
            obj_field=pghistory.ObjForeignKey(db_index=False, related_name="+"),
            context_field=None,
            base_model=HistoryModel,
            model_name=f"{model.__name__}History",
            abstract=False,
        )
        add_to_meta(history, "constraints", AppendOnly(name=constraint_name(history, "append_only")))
        index = models.Index(fields=["workspace", "pgh_obj", "pgh_id"])
        index.set_name_with_model(history)
        add_to_meta(history, "indexes", index)
        model.history_model = history
        return model

    return decorate
