"""Pages of rewards: the catalogue."""

from django.urls import path

from loyalty.views import rewards

urlpatterns: list = [
    path("loyalty/rewards/", rewards.reward_list, name="rewards"),
    path("loyalty/rewards/new/", rewards.reward_new, name="reward_new"),
    path("loyalty/rewards/<int:number>/", rewards.reward, name="reward"),
    path("loyalty/rewards/<int:number>/edit/", rewards.reward_edit, name="reward_edit"),
    path("loyalty/rewards/<int:number>/archive/", rewards.reward_archive, name="reward_archive"),
    path("loyalty/rewards/<int:number>/stock/", rewards.stock, name="reward_stock"),
]
