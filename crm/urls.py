"""Every address of Sila. docs/features.md says what is behind them."""

from django.contrib import admin
from django.urls import include, path

from campaigns.hooks import response_hook
from crm import health
from interactions.views.calendars import calendar_feed
from messaging.hooks import incoming
from social.views.hook import social_hook
from workspaces.views.front import set_language

handler400 = "crm.errors.bad_request"
handler403 = "crm.errors.permission_denied"
handler404 = "crm.errors.not_found"
handler429 = "crm.errors.too_many_attempts"
handler500 = "crm.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("auth/", include("workspaces.signin_urls")),
    path("language/", set_language, name="set_language"),
    path("", include("workspaces.urls")),
    path("w/<slug:slug>/", include("accounts.urls")),
    path("w/<slug:slug>/", include("interactions.urls")),
    path("w/<slug:slug>/", include("meetings.urls")),
    path("w/<slug:slug>/", include("messaging.urls")),
    path("w/<slug:slug>/", include("social.urls")),
    path("w/<slug:slug>/", include("updates.urls")),
    path("w/<slug:slug>/", include("surveys.urls")),
    path("w/<slug:slug>/", include("sales.urls")),
    path("w/<slug:slug>/", include("visits.urls")),
    path("w/<slug:slug>/", include("planning.urls")),
    path("w/<slug:slug>/", include("loyalty.urls")),
    path("w/<slug:slug>/", include("campaigns.urls")),
    path("w/<slug:slug>/", include("complaints.urls")),
    path("w/<slug:slug>/", include("reports.urls")),
    path("feeds/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("hooks/social/<str:token>/", social_hook, name="social_hook"),
    path("hooks/responses/<str:token>/", response_hook, name="response_hook"),
    path("hooks/mail/<slug:provider>/", incoming, name="incoming_mail"),
    path("w/<slug:slug>/", include("desk.urls")),
    path("p/<slug:workspace>/", include("portal.urls")),
]
