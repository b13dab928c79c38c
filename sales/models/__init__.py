from sales.models.opportunity import Opportunity, OpportunityStay
from sales.models.price_list import PriceList, PriceListAccount, PriceListItem
from sales.models.product import Product
from sales.models.product_import import ProductImport
from sales.models.purchase import Purchase, PurchaseLine, PurchaseStatus, Refund
from sales.models.purchase_import import CustomerCode, PurchaseImport, PurchaseImportRow
from sales.models.referral import Referral
from sales.models.stage import LostReason, OpportunityStage
from sales.models.testimonial import Testimonial, TestimonialMail, TestimonialUse
from sales.models.totals import PurchaseTotals

__all__ = [
    "CustomerCode",
    "LostReason",
    "Opportunity",
    "OpportunityStage",
    "OpportunityStay",
    "PriceList",
    "PriceListAccount",
    "PriceListItem",
    "Product",
    "ProductImport",
    "Purchase",
    "PurchaseImport",
    "PurchaseImportRow",
    "PurchaseLine",
    "PurchaseStatus",
    "PurchaseTotals",
    "Referral",
    "Refund",
    "Testimonial",
    "TestimonialMail",
    "TestimonialUse",
]
