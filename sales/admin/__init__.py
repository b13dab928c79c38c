"""Django admin of sales: one noun a module."""

from sales.admin import opportunity, product, purchase

__all__ = ["opportunity", "product", "purchase"]
