"""Expectations in writing."""

from django.urls import path

from planning.views import statements

urlpatterns = [
    path("accounts/<int:number>/expectations/", statements.statements, name="statements"),
    path("accounts/<int:number>/expectations/new/", statements.statement_new, name="statement_new"),
    path("expectations/<int:number>/", statements.statement, name="statement"),
    path("expectations/<int:number>/edit/", statements.statement_edit, name="statement_edit"),
    path("expectations/<int:number>/asking/", statements.statement_asking, name="statement_asking"),
    path("expectations/<int:number>/link/", statements.statement_link, name="statement_link"),
    path("expectations/<int:number>/reminder/", statements.statement_reminder, name="statement_reminder"),
]
