from loyalty.urls_rewards import urlpatterns as rewards

app_name = "loyalty"

urlpatterns: list = [*rewards]
