from django.urls import path

from messaging import views

app_name = "messaging"

urlpatterns = [
    path("settings/email/", views.sender, name="sender"),
    path("settings/email/mailbox/", views.mailbox, name="mailbox"),
    path("settings/email/suppressions/", views.suppressions, name="suppressions"),
    path("settings/email/suppressions/<int:number>/", views.suppression, name="suppression"),
]
