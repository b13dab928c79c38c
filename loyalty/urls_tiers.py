"""Pages of loyalty tiers: their setup, who stands where, and setting that of a customer by hand."""

from django.urls import path

from loyalty.views import tiers

urlpatterns: list = [
    path("loyalty/tiers/", tiers.tiers, name="tiers"),
    path("loyalty/tiers/new/", tiers.tier_new, name="tier_new"),
    path("loyalty/tiers/overview/", tiers.tier_overview, name="tier_overview"),
    path("loyalty/tiers/review/", tiers.review_now, name="tier_review"),
    path("loyalty/tiers/<int:number>/", tiers.tier, name="tier"),
    path("loyalty/tiers/<int:number>/archiving/", tiers.tier_archiving, name="tier_archiving"),
    path("loyalty/<int:number>/tier/", tiers.member_tier, name="member_tier"),
    path("loyalty/<int:number>/tier/end/", tiers.member_tier_end, name="member_tier_end"),
]
