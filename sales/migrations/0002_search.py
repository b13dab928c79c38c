"""Search in products through the trigram index."""

from django.db import migrations

from lib.tenancy.searching import newest_matches


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]
    operations = [newest_matches("sales_product", "product")]
