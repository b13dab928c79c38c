"""Pages of friends who come by the code of a member: the list, one of them, the code of a customer, the settings."""

from django.urls import path

from loyalty.views import code_referrals, referral_terms

urlpatterns: list = [
    path("loyalty/friends/", code_referrals.code_referrals, name="code_referrals"),
    path("loyalty/friends/<int:number>/", code_referrals.code_referral, name="code_referral"),
    path(
        "loyalty/friends/<int:number>/approval/",
        code_referrals.code_referral_approval,
        name="code_referral_approval",
    ),
    path(
        "loyalty/friends/<int:number>/refusal/",
        code_referrals.code_referral_refusal,
        name="code_referral_refusal",
    ),
    path("accounts/<int:number>/referral-code/", code_referrals.member_code, name="member_code"),
    path("accounts/<int:number>/came-by/", code_referrals.code_entry, name="code_entry"),
    path("settings/loyalty/referrals/", referral_terms.referral_terms, name="referral_terms"),
]
