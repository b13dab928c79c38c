"""Search through the trigram index, and the end of what history kept of a deleted customer.

Both functions belong to the owner and read the workspace from the transaction's own setting. The first answers with
ids only; the second takes nothing of an account that still stands.
"""

from django.db import migrations

SEARCH = r"""
CREATE FUNCTION search_{name}_ids(words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
    word text;
    condition text := '';
BEGIN
    FOREACH word IN ARRAY words LOOP
        condition := condition || format(' AND search LIKE %L',
            '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%');
    END LOOP;
    RETURN QUERY EXECUTE format(
        'SELECT id FROM public.interactions_{name} WHERE workspace_id = %s%s ORDER BY id DESC LIMIT %s',
        mine, condition, most);
END
$body$;
REVOKE ALL ON FUNCTION search_{name}_ids(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_{name}_ids(text[], integer) TO crm_app;
"""
DROP = "DROP FUNCTION search_{name}_ids(text[], integer)"

FORGET = """
CREATE FUNCTION forget_interactions(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.interactions_interactionhistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account)
$body$;
REVOKE ALL ON FUNCTION forget_interactions(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_interactions(bigint) TO crm_app;
"""


def search(name):
    return migrations.RunSQL(SEARCH.replace("{name}", name), DROP.replace("{name}", name))


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]
    operations = [
        search("interaction"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_interactions(bigint)"),
    ]
