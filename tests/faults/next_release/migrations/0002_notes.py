from django.db import migrations, models


class Migration(migrations.Migration):
    """A table that points at a busy one: Django adds the constraint when the operations are over."""

    dependencies = [("next_release", "0001_more_of_a_customer")]
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("account", models.ForeignKey("accounts.account", on_delete=models.CASCADE)),
            ],
        )
    ]
