"""Pages of points given or taken by hand."""

from django.urls import path

from loyalty.views import adjustments

urlpatterns: list = [
    path("loyalty/adjustments/", adjustments.adjustments, name="adjustments"),
    path("loyalty/adjustments/<int:number>/", adjustments.adjustment, name="adjustment"),
    path("loyalty/adjustments/<int:number>/approval/", adjustments.approval, name="adjustment_approval"),
    path("loyalty/adjustments/<int:number>/refusal/", adjustments.refusal, name="adjustment_refusal"),
    path(
        "loyalty/adjustments/<int:number>/withdrawal/", adjustments.withdrawal, name="adjustment_withdrawal"
    ),
    path("loyalty/<int:number>/adjustment/", adjustments.adjustment_new, name="adjustment_new"),
]
