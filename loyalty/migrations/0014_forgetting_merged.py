"""What is forgotten with its customer may have been moved to another one, whose entries and lots name it."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("loyalty.migrations.0002_forgetting").FORGET
LET_GO = """BEGIN
    UPDATE public.loyalty_lot SET comes_from_id = NULL WHERE workspace_id = mine AND comes_from_id IN (
        SELECT id FROM public.loyalty_lot WHERE workspace_id = mine AND wallet_id = ANY (gone));
    UPDATE public.loyalty_pointsentry SET reverses_id = NULL WHERE workspace_id = mine AND reverses_id IN (
        SELECT id FROM public.loyalty_pointsentry WHERE workspace_id = mine AND wallet_id = ANY (gone));
    UPDATE public.loyalty_wallet SET merged_into_id = NULL
        WHERE workspace_id = mine AND merged_into_id = ANY (gone);
"""
NOW = FORMER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace("BEGIN\n", LET_GO, 1)


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0013_merging")]
    operations = [
        migrations.RunSQL(NOW, FORMER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    ]
