from django.urls import path

from messaging import views, views_roads

app_name = "messaging"

urlpatterns = [
    path("settings/email/", views.sender, name="sender"),
    path("settings/email/server/", views_roads.server, name="server"),
    path("settings/email/server/leave/", views_roads.server_leaving, name="server_leaving"),
    path("settings/email/domain/", views_roads.domain, name="domain"),
    path("settings/email/domain/look/", views_roads.domain_look, name="domain_look"),
    path("settings/email/domain/leave/", views_roads.domain_leaving, name="domain_leaving"),
    path("settings/email/mailbox/", views.mailbox, name="mailbox"),
    path("settings/email/suppressions/", views.suppressions, name="suppressions"),
    path("settings/email/suppressions/<int:number>/", views.suppression, name="suppression"),
]
