"""Django admin of sales: one noun a module."""

from sales.admin import opportunity, price_list, product, purchase, word_of_mouth

__all__ = ["opportunity", "price_list", "product", "purchase", "word_of_mouth"]
