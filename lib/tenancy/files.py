"""Where files are kept: under their workspace, by a random name that no person chose."""

import uuid

from lib.tenancy.state import require_workspace_id


def private_path(instance, filename: str) -> str:
    """`upload_to` of every FileField of a workspace table; the name people see is a column beside it."""
    return f"workspaces/{require_workspace_id()}/{instance._meta.model_name}/{uuid.uuid4().hex}"
