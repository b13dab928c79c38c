from django.urls import path

from updates.views import updates

app_name = "updates"

urlpatterns = [
    path("accounts/<int:number>/updates/", updates.account_updates, name="account"),
    path("accounts/<int:number>/updates/new/", updates.update_new, name="new"),
    path("accounts/<int:number>/updates/rhythm/", updates.rhythm, name="rhythm"),
    path("updates/<int:number>/", updates.update_page, name="update"),
    path("updates/<int:number>/edit/", updates.update_edit, name="edit"),
    path("updates/<int:number>/renewal/", updates.renewal, name="renewal"),
    path("updates/<int:number>/sending/", updates.sending, name="sending"),
    path("updates/<int:number>/skipping/", updates.skipping, name="skipping"),
]
