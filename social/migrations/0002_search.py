"""Search in mentions through the trigram index."""

from django.db import migrations

from lib.tenancy.searching import newest_matches


class Migration(migrations.Migration):
    dependencies = [("social", "0001_initial")]
    operations = [newest_matches("social_socialmention", "social_mention")]
