from django.urls import path

from visits.views import customers, settings

app_name = "visits"

urlpatterns = [
    path("accounts/<int:number>/visits/", customers.of_account, name="of_account"),
    path("contacts/<int:number>/visits/", customers.of_contact, name="of_contact"),
    path("settings/visits/", settings.visit_settings, name="settings"),
    path("settings/visits/keys/", settings.keys, name="keys"),
    path("settings/visits/keys/<int:number>/revocation/", settings.key_revocation, name="key_revocation"),
]
