"""How what vouchers are good for is said, on every page alike."""

from django.utils.translation import gettext as _

from lib import formats


def terms_of(terms) -> str:
    """Of a reward or a voucher: “50 SAR off”, “10% off a purchase of 200 SAR or more”."""
    if terms.amount_minor is not None:
        worth = formats.money(terms.amount_minor, terms.currency)
    else:
        worth = formats.percent(terms.percent)
    if not terms.least_minor:
        return _("%(worth)s off a purchase") % {"worth": worth}
    least = formats.money(terms.least_minor, terms.currency)
    return _("%(worth)s off a purchase of %(least)s or more") % {"worth": worth, "least": least}
