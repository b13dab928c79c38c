from loyalty.urls_adjusting import urlpatterns as adjusting
from loyalty.urls_earning import urlpatterns as earning
from loyalty.urls_imports import urlpatterns as imports
from loyalty.urls_liability import urlpatterns as liability
from loyalty.urls_members import urlpatterns as members
from loyalty.urls_notices import urlpatterns as notices
from loyalty.urls_referrals import urlpatterns as referrals
from loyalty.urls_rewards import urlpatterns as rewards
from loyalty.urls_tiers import urlpatterns as tiers
from loyalty.urls_trends import urlpatterns as trends

app_name = "loyalty"

urlpatterns: list = [
    *adjusting,
    *earning,
    *imports,
    *liability,
    *members,
    *notices,
    *referrals,
    *rewards,
    *tiers,
    *trends,
]
