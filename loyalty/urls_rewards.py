"""Pages of rewards: the catalogue, redemptions and the counter, vouchers, the link to the customer's own page."""

from django.urls import path

from loyalty.views import points_link, redemptions, rewards, vouchers

urlpatterns: list = [
    path("loyalty/rewards/", rewards.reward_list, name="rewards"),
    path("loyalty/rewards/new/", rewards.reward_new, name="reward_new"),
    path("loyalty/rewards/<int:number>/", rewards.reward, name="reward"),
    path("loyalty/rewards/<int:number>/edit/", rewards.reward_edit, name="reward_edit"),
    path("loyalty/rewards/<int:number>/archive/", rewards.reward_archive, name="reward_archive"),
    path("loyalty/rewards/<int:number>/stock/", rewards.stock, name="reward_stock"),
    path("loyalty/<int:number>/redeem/", redemptions.redemption_new, name="redeem"),
    path("loyalty/redemptions/", redemptions.redemption_list, name="redemptions"),
    path("loyalty/redemptions/<int:number>/", redemptions.redemption, name="redemption"),
    path("loyalty/redemptions/<int:number>/fulfilment/", redemptions.fulfilment, name="fulfilment"),
    path("loyalty/redemptions/<int:number>/cancellation/", redemptions.cancellation, name="cancellation"),
    path("loyalty/redemptions/<int:number>/refund/", redemptions.refunding, name="refunding"),
    path("loyalty/vouchers/", vouchers.voucher_list, name="vouchers"),
    path("loyalty/vouchers/<int:number>/", vouchers.voucher, name="voucher"),
    path("loyalty/vouchers/<int:number>/usage/", vouchers.usage, name="voucher_usage"),
    path("loyalty/vouchers/<int:number>/taking-back/", vouchers.taking_back, name="voucher_taking_back"),
    path("accounts/<int:number>/vouchers/new/", vouchers.voucher_new, name="voucher_new"),
    path("accounts/<int:number>/redemptions/", redemptions.of_account, name="rewards_of"),
    path("accounts/<int:number>/points-link/", points_link.points_link, name="points_link"),
]
