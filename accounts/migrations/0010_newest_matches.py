from django.db import migrations

from lib.tenancy.searching import newest_matches


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_custom_field_kind")]
    operations = [newest_matches("accounts_account", "account"), newest_matches("accounts_contact", "contact")]
