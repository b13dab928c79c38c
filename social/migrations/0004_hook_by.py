"""Which workspace an address for mentions is of must be asked before one is open: a function that answers an id only."""

from django.db import migrations

HOOK_BY = """
CREATE FUNCTION social_hook_by(hash text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace_id FROM public.social_socialrules WHERE hook_hash = hash AND hook_hash <> '' LIMIT 1
$$;
REVOKE ALL ON FUNCTION social_hook_by(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION social_hook_by(text) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("social", "0003_imports_and_hook")]
    operations = [migrations.RunSQL(HOOK_BY, "DROP FUNCTION social_hook_by(text)")]
