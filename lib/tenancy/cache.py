"""Cache keys carry the workspace, so that no answer of one is ever given to another."""

from lib.tenancy import state


def make_key(key, key_prefix, version):
    workspace_id = state.current_workspace_id()
    scope = "all" if workspace_id is None else f"w{workspace_id}"
    return f"{key_prefix}:{version}:{scope}:{key}"
