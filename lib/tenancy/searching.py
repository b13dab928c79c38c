"""Substring search through the trigram index, which LIKE cannot use under row security.

The function belongs to the owner, reads the workspace from the transaction's own setting and answers with ids
only; the caller reads the rows under row security again, so a fault here cannot show a stranger's row.
"""

from django.db.migrations import RunSQL

# By number and not by id: the index that is in that order begins with the workspace. By the ids of the whole table
# a search for something frequent would walk through the rows of everybody else.
SEARCH = r"""
CREATE OR REPLACE FUNCTION search_{name}_ids(words text[], most integer) RETURNS SETOF bigint
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
        'SELECT id FROM public.{table} WHERE workspace_id = %s%s ORDER BY number DESC LIMIT %s',
        mine, condition, most);
END
$body$;
REVOKE ALL ON FUNCTION search_{name}_ids(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_{name}_ids(text[], integer) TO crm_app;
"""


def newest_matches(table: str) -> RunSQL:
    """The migration that makes search_<model>_ids(words, most): ids of the newest rows that hold every word.

    The table has the columns workspace_id, number and search, which is folded as `lib.text.search_words` folds.
    """
    name = table.rpartition("_")[2]
    return RunSQL(SEARCH.replace("{name}", name).replace("{table}", table), RunSQL.noop)
