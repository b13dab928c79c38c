"""What a product costs a customer on a day."""


def price_for(product, account, *, on, currency) -> int | None:
    """Minor units of `currency`; None where nobody set a price in it."""
    return product.price_minor if product.currency == currency else None
