from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_assignment_rules"), ("accounts", "0017_leads")]

    operations = []
