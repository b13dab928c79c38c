"""Pages of customers who take part: the list, what each has, how it came to that."""

from django.urls import path

from loyalty.views import members, statements

urlpatterns: list = [
    path("loyalty/", members.member_list, name="members"),
    path("loyalty/export/", members.member_export, name="member_export"),
    path("loyalty/<int:number>/", statements.member, name="member"),
    path("loyalty/<int:number>/export/", statements.statement_export, name="statement_export"),
    path("accounts/<int:number>/points/", members.of_account, name="of_account"),
    path("accounts/<int:number>/points/enrolment/", members.enrolment, name="enrolment"),
]
