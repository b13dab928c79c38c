import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_imports")]
    operations = [
        migrations.AlterField(
            model_name="consent",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="consents",
                to="accounts.contact",
            ),
        ),
    ]
