from django.db import migrations

# What came of a referral is read from the customer now; and of the same referral written down twice the first stays.
TIDY = """
UPDATE sales_referral SET state = 'contacted' WHERE state = 'customer';
UPDATE sales_referral later SET archived_at = now() WHERE archived_at IS NULL AND referred_id IS NOT NULL
AND (referred_id = account_id OR EXISTS (
    SELECT FROM sales_referral first WHERE first.workspace_id = later.workspace_id AND first.archived_at IS NULL
    AND first.account_id = later.account_id AND first.referred_id = later.referred_id AND first.id < later.id));
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_word_of_mouth")]
    operations = [migrations.RunSQL(TIDY, migrations.RunSQL.noop)]
