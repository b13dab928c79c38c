"""The words of customers' names, kept by triggers, and a function that finds those like a misspelt one.

Comparing a misspelt word with a million names takes seconds, with their twenty thousand words milliseconds. The
triggers look at whole statements, so an import of 1,000 rows asks once. They insert without a unique key, since
waiting for each other's words could end in a deadlock; a word that two people bring at once stands there twice.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import lib.tenancy.constraints
import lib.tenancy.fields

WORDS = """
    SELECT DISTINCT named.workspace_id, word COLLATE "C" AS word
    FROM {rows} named,
        unnest(string_to_array(public.search_text(concat_ws(' ', named.name_ar, named.name_en)), ' ')) word
    WHERE char_length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
"""
NEW = """
    INSERT INTO public.accounts_word (workspace_id, text)
    SELECT workspace_id, word FROM ({words}) said WHERE NOT EXISTS (
        SELECT FROM public.accounts_word known
        WHERE known.workspace_id = said.workspace_id AND known.text = said.word);
"""
RENAMED = """(
    SELECT n.* FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (n.name_ar, n.name_en) IS DISTINCT FROM (o.name_ar, o.name_en))"""


def learned(rows):
    return NEW.format(words=WORDS.format(rows=rows))


LEARN = f"""
CREATE FUNCTION learn_words() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN {learned("new_rows")}
    ELSE {learned(RENAMED)}
    END IF;
    RETURN NULL;
END
$body$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_learns_words AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION learn_words();
CREATE TRIGGER {table}_learns_new_words AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION learn_words();
"""
SIMILAR = """
CREATE FUNCTION similar_word_ids(word text, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
BEGIN
    -- A short word with another letter in it is a quarter of itself.
    PERFORM set_config('pg_trgm.similarity_threshold', '0.25', true);
    RETURN QUERY SELECT id FROM public.accounts_word
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND text % word
        ORDER BY similarity(text, word) DESC, id LIMIT most;
END
$body$;
REVOKE ALL ON FUNCTION similar_word_ids(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION similar_word_ids(text, integer) TO crm_app;
"""
TABLES = ("accounts_account", "accounts_contact")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_custom_fields"),
        ("workspaces", "0007_support_visits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(db_collation="C", verbose_name="word")),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of names",
                "verbose_name_plural": "words of names",
                "indexes": [
                    models.Index(fields=["workspace", "text"], name="accounts_word_text"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "text"],
                        name="accounts_word_similar",
                        opclasses=["int4_ops", "gin_trgm_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="accounts_word_key"),
                    lib.tenancy.constraints.RowSecurity(name="accounts_word_row_security"),
                ],
            },
        ),
        migrations.RunSQL(LEARN, "DROP FUNCTION learn_words() CASCADE"),
        *(migrations.RunSQL(TRIGGERS.format(table=table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(SIMILAR, "DROP FUNCTION similar_word_ids(text, integer)"),
        # Those who are there already.
        *(migrations.RunSQL(learned(f"public.{table}"), migrations.RunSQL.noop) for table in TABLES),
    ]
