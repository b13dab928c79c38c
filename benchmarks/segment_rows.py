"""What customers of a great workspace bought, said and were given, made by the database: for bin/benchmark segments.

One contact at each account; two purchases with a line each, every third spoken to twice, every twentieth complained,
every fifth has points, half of the contacts said what they agree to, every second account has a tag and a number.
"""

from typing import Any

from django.db import transaction

from accounts.models import Industry, Region, Segment, Tag
from accounts.models.custom import CustomField
from benchmarks.large import insert
from benchmarks.words import CITIES, TAGS, TRADES
from loyalty.models import LoyaltyTier
from sales.models import Product
from workspaces.models import Membership

POSITIONS = """
    insert into accounts_position (workspace_id, contact_id, account_id, title, decision_role, is_primary)
    select c.workspace_id, c.id, a.id, '', '', true from accounts_contact c
    join accounts_account a on a.workspace_id = c.workspace_id and a.number = c.number
    where c.workspace_id = %(workspace)s
"""
DETAILS = """
    update accounts_contact set gender = case number %% 3 when 0 then 'male' when 1 then 'female' else '' end,
        preferred_channel = case number %% 4 when 0 then 'whatsapp' else '' end,
        birth_on = date '1950-01-01' + (number * 37 %% 20000) where workspace_id = %(workspace)s
"""
STANDING = """
    update accounts_account set last_purchase_on = current_date - (number %% 700),
        bought_minor = number::bigint * 7919 %% 50000000, last_contact_at = now() - (number %% 400) * interval '1 day',
        usual_channel = case number %% 3 when 0 then 'call' else '' end,
        region_id = (%(regions)s::bigint[])[1 + number %% %(of_regions)s],
        industry_id = (%(industries)s::bigint[])[1 + number * 3 %% %(of_industries)s]
    where workspace_id = %(workspace)s
"""
STATUSES = """
    insert into accounts_accountstatus (workspace_id, account_id, status, from_at, reason)
    select workspace_id, id, status, now() - (number %% 500) * interval '1 day', '' from accounts_account
    where workspace_id = %(workspace)s
"""
PURCHASES = """
    insert into sales_purchase (workspace_id, number, version, created_at, account_id, ordered_on, source,
        external_ref, currency, status, note, total_minor, refunded_minor, mark)
    select workspace_id, number * 2 + k, 1, now(), id, current_date - (number * 13 + k * 200) %% 900, '', '', 'SAR',
        'delivered', '', number %% 9000 * 100, 0, ''
    from accounts_account, generate_series(0, 1) k where workspace_id = %(workspace)s
"""
LINES = """
    insert into sales_purchaseline (workspace_id, purchase_id, place, text, quantity, unit_price_minor,
        discount_minor, total_minor, product_id)
    select workspace_id, id, 1, 'x', 1, total_minor, 0, total_minor,
        (%(products)s::bigint[])[1 + number * 7 %% %(of_products)s]
    from sales_purchase where workspace_id = %(workspace)s
"""
INTERACTIONS = """
    insert into interactions_interaction (workspace_id, number, channel, direction, at, subject, text, outcome,
        is_visible_to_customer, version, created_at, account_id)
    select workspace_id, number * 2 + k, case number %% 2 when 0 then 'call' else 'email' end, 'outgoing',
        now() - (number %% 700) * interval '1 day', 'x', '', '', false, 1, now(), id
    from accounts_account, generate_series(0, 1) k where workspace_id = %(workspace)s and number %% 3 = 0
"""
COMPLAINTS = """
    insert into complaints_complaint (workspace_id, number, version, created_at, subject, text, channel, language,
        remedy, remedy_text, impact, urgency, severity, state, state_since, level, decision, decision_text, resolution,
        reopened_count, filed_at, closed_at, account_id)
    select workspace_id, number, 1, now(), 'x', '', 'call', 'ar', '', '', 1, 1, 1,
        case number %% 40 when 0 then 'closed' else 'new' end, now(), 1, '', '', 'x', 0,
        now() - (number %% 500) * interval '1 day', case number %% 40 when 0 then now() end, id
    from accounts_account where workspace_id = %(workspace)s and number %% 20 = 0
"""
WALLETS = """
    insert into loyalty_wallet (workspace_id, number, joined_at, balance_points, held_points, debt_points, last_seq,
        account_id)
    select workspace_id, number, now(), number %% 3000, 0, 0, 0, id
    from accounts_account where workspace_id = %(workspace)s and number %% 5 = 0
"""
IN_TIERS = """
    insert into loyalty_tierstanding (workspace_id, wallet_id, tier_id, since)
    select workspace_id, id, (%(tiers)s::bigint[])[1 + number / 5 %% %(of_tiers)s], current_date
    from loyalty_wallet where workspace_id = %(workspace)s
"""
CONSENTS = """
    insert into accounts_consent (workspace_id, contact_id, channel, purpose, state, wording, source, at)
    select workspace_id, id, 'email', 'marketing', case number %% 10 when 0 then 'withdrawn' else 'given' end, 'w',
        's', now() from accounts_contact where workspace_id = %(workspace)s and number %% 2 = 0
"""
TAGGED = """
    insert into accounts_accounttag (workspace_id, account_id, tag_id)
    select workspace_id, id, (%(tags)s::bigint[])[1 + number / 2 %% %(of_tags)s]
    from accounts_account where workspace_id = %(workspace)s and number %% 2 = 0
"""
INTERESTED = """
    insert into accounts_contactinterest (workspace_id, contact_id, tag_id)
    select workspace_id, id, (%(interests)s::bigint[])[1 + number / 3 %% %(of_interests)s]
    from accounts_contact where workspace_id = %(workspace)s and number %% 3 = 0
"""
VALUES = """
    insert into accounts_accountvalue (workspace_id, record_id, field_id, text, amount)
    select workspace_id, id, %(field)s, '', number %% 1000
    from accounts_account where workspace_id = %(workspace)s and number %% 2 = 0
"""
LISTED = """
    insert into accounts_segmentmember (workspace_id, segment_id, contact_id, added_at)
    select workspace_id, %(list)s, id, now() from accounts_contact
    where workspace_id = %(workspace)s and number %% 50 = 0
"""
# Else the keys of a million rows may be checked by a plan that was made for a small table.
CHECKED = "; set local enable_seqscan = off; set local enable_bitmapscan = off; set constraints all immediate"
ROWS = (
    POSITIONS, DETAILS, STANDING, STATUSES, PURCHASES, LINES, INTERACTIONS, COMPLAINTS, WALLETS, IN_TIERS,
    CONSENTS, TAGGED, INTERESTED, VALUES, LISTED,
)  # fmt: skip


@transaction.atomic
def named_things() -> dict[str, Any]:
    """What a workspace names itself: products, tiers, tags, regions, a custom field, a segment of chosen people."""
    member = Membership.objects.order_by("number").first()
    products = [
        Product(
            number=number,
            name_en=f"Product {number}",
            category=f"Category {number % 5}",
            currency="SAR",
            price_minor=100,
        )
        for number in range(1, 21)
    ]
    tiers = [
        LoyaltyTier(number=place, name_en=f"Tier {place}", threshold_points=place * 1000)
        for place in range(1, 4)
    ]
    lists = {
        "regions": [Region.objects.named(name) for name in CITIES],
        "industries": [Industry.objects.named(name) for name in TRADES],
        "tags": [Tag.objects.named(name) for name in TAGS],
        "interests": [Tag.objects.create(name=f"Interest {n}", kind=Tag.Kind.INTEREST) for n in range(5)],
        "products": Product.objects.bulk_create(products),
        "tiers": LoyaltyTier.objects.bulk_create(tiers),
    }
    field = CustomField.objects.create(label_en="Branches", of="account", kind="number")
    chosen = Segment.objects.create(name="Guests", kind=Segment.Kind.STATIC, created_by=member)
    told = {"workspace": member.workspace_id, "field": field.pk, "list": chosen.pk}
    for name, rows in lists.items():
        told |= {name: [row.pk for row in rows], f"of_{name}": len(rows)}
    return told


def give_rows() -> None:
    """To every customer of the open workspace."""
    told = named_things()
    for sql in ROWS:
        insert(sql + CHECKED, **told)
