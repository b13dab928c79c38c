"""Which workspace a token belongs to must be asked before one is open: a function that answers with an id only."""

from django.db import migrations

INVITATION_BY = """
CREATE FUNCTION invitation_by(hash text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace_id FROM public.workspaces_invitation
    WHERE token_hash = hash AND accepted_at IS NULL AND revoked_at IS NULL LIMIT 1
$$;
REVOKE ALL ON FUNCTION invitation_by(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_by(text) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0003_people")]
    operations = [migrations.RunSQL(INVITATION_BY, "DROP FUNCTION invitation_by(text)")]
