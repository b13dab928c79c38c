from django.db import migrations


class Migration(migrations.Migration):
    """What a release adds to a busy table: a column, which needs the table for itself for a moment."""

    dependencies = [("accounts", "__first__")]
    operations = [migrations.RunSQL("alter table accounts_account add column motto text")]
