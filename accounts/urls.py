from django.urls import path

from accounts.views import accounts

app_name = "accounts"

urlpatterns = [
    path("accounts/", accounts.account_list, name="list"),
    path("accounts/new/", accounts.account_new, name="new"),
    path("accounts/options/", accounts.account_options, name="options"),
    path("accounts/<int:number>/edit/", accounts.account_edit, name="edit"),
    path("accounts/<int:number>/archive/", accounts.account_archive, name="archive"),
    path("accounts/<int:number>/status/", accounts.account_status, name="status"),
    path("accounts/<int:number>/deletion/", accounts.account_deletion, name="deletion"),
]
