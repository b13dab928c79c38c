"""Substring search through the trigram index, which LIKE cannot use under row security.

The function belongs to the owner, reads the workspace from the transaction's own setting and answers with ids
only; the caller reads the rows under row security again, so a fault here cannot show a stranger's row.
"""

from django.db.migrations import RunSQL

FEW = 1_000

# By number and not by id: the index that is in that order begins with the workspace. By the ids of the whole table
# a search for something frequent would walk through the rows of everybody else.
# Where few are asked for, the newest rows are looked at first. If they hold too few, the words are so rare that the
# trigram index is quick; the sum in the last order keeps the planner from walking through all numbers for them.
SEARCH = r"""
CREATE OR REPLACE FUNCTION search_{name}_ids(words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
    wanted text := format('SELECT id FROM public.{table} WHERE workspace_id = %s', mine);
    word text;
    condition text := '';
    last integer;
    newest bigint[];
BEGIN
    FOREACH word IN ARRAY words LOOP
        condition := condition || format(' AND search LIKE %L',
            '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%');
    END LOOP;
    IF most > {few} THEN
        RETURN QUERY EXECUTE wanted || condition || format(' ORDER BY number DESC LIMIT %s', most);
        RETURN;
    END IF;
    SELECT max(number) INTO last FROM public.{table} WHERE workspace_id = mine;
    EXECUTE format('SELECT ARRAY(%s%s AND number > %s ORDER BY number DESC LIMIT %s)',
        wanted, condition, coalesce(last, 0) - 20 * most, most) INTO newest;
    IF cardinality(newest) = most THEN
        RETURN QUERY SELECT unnest(newest);
    ELSE
        RETURN QUERY EXECUTE wanted || condition || format(' ORDER BY number + 0 DESC LIMIT %s', most);
    END IF;
END
$body$;
REVOKE ALL ON FUNCTION search_{name}_ids(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_{name}_ids(text[], integer) TO crm_app;
"""


def newest_matches(table: str, name: str) -> RunSQL:
    """The migration that makes search_<name>_ids(words, most): ids of the newest rows that hold every word.

    The table has the columns workspace_id, number and search, which is folded as `lib.text.search_words` folds.
    """
    told = {"{name}": name, "{table}": table, "{few}": str(FEW)}
    sql = SEARCH
    for place, text in told.items():
        sql = sql.replace(place, text)
    return RunSQL(sql, RunSQL.noop)
