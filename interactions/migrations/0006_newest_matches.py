from django.db import migrations

from lib.tenancy.searching import newest_matches


class Migration(migrations.Migration):
    dependencies = [("interactions", "0005_ready_answers")]
    operations = [
        newest_matches("interactions_interaction", "interaction"),
        newest_matches("interactions_followup", "follow_up"),
    ]
