from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_bulk_changes'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='customfield',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'whole', 'number', 'day', 'yes_no', 'choice'])), name='accounts_customfield_kind'),
        ),
    ]
