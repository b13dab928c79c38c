"""Django admin of sales: one noun a module."""

from sales.admin import opportunity, product, purchase, word_of_mouth

__all__ = ["opportunity", "product", "purchase", "word_of_mouth"]
