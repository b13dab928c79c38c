"""Substring search through the trigram index, which LIKE cannot use under row security.

The function belongs to the owner, reads the workspace from the transaction's own setting and answers with ids
only; the caller reads the rows under row security again, so a fault here cannot show a stranger's row.
"""

from django.db import migrations

SEARCH = """
CREATE FUNCTION search_{name}_ids(words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
    word text;
    condition text := '';
BEGIN
    FOREACH word IN ARRAY words LOOP
        condition := condition || format(' AND search LIKE %%L',
            '%%' || replace(replace(replace(word, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_') || '%%');
    END LOOP;
    RETURN QUERY EXECUTE format(
        'SELECT id FROM public.accounts_{name} WHERE workspace_id = %%s%%s ORDER BY id DESC LIMIT %%s',
        mine, condition, most);
END
$body$;
REVOKE ALL ON FUNCTION search_{name}_ids(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_{name}_ids(text[], integer) TO crm_app;
"""
DROP = "DROP FUNCTION search_{name}_ids(text[], integer)"


def search(name):
    sql = SEARCH.format(name=name).replace("%%", "%")
    return migrations.RunSQL(sql, DROP.format(name=name))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [search("account"), search("contact")]
