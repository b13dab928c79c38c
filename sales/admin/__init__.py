"""Django admin of sales: one noun a module."""

from sales.admin import product, purchase

__all__ = ["product", "purchase"]
