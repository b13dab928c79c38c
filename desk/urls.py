from django.urls import path

from desk.views import account, contact, search, today

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("accounts/<int:number>/", account.account, name="account"),
    path("contacts/<int:number>/", contact.contact, name="contact"),
]
