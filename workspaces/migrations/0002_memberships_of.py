"""Which workspaces a person is in must be asked before one is open: a function that answers with ids only."""

from django.db import migrations

MEMBERSHIPS_OF = """
CREATE FUNCTION memberships_of(person bigint) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace_id FROM public.workspaces_membership
    WHERE user_id = person AND ended_at IS NULL ORDER BY workspace_id LIMIT 200
$$;
REVOKE ALL ON FUNCTION memberships_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memberships_of(bigint) TO crm_app, crm_platform;
"""


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_initial")]
    operations = [migrations.RunSQL(MEMBERSHIPS_OF, "DROP FUNCTION memberships_of(bigint)")]
