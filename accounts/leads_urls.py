"""Addresses of leads."""

from django.urls import path

from accounts.leads.entries import LISTS
from accounts.views.exports import lead_export
from accounts.views.leads import board, costs, form, leads, lists

urlpatterns = [
    path("leads/", leads.leads, name="leads"),
    path("leads/export/", lead_export, name="lead_export"),
    path("leads/board/", board.lead_board, name="lead_board"),
    path("leads/funnel/", board.lead_funnel, name="lead_funnel"),
    path("leads/costs/", costs.lead_costs, name="lead_costs"),
    path("leads/costs/export/", costs.lead_costs_export, name="lead_costs_export"),
    path("leads/costs/<int:number>/", costs.lead_cost, name="lead_cost"),
    path("leads/costs/<int:number>/removal/", costs.lead_cost_removal, name="lead_cost_removal"),
    path("accounts/<int:number>/stage/", leads.lead_stage, name="lead_stage"),
    path("accounts/<int:number>/conversion/", leads.lead_conversion, name="lead_conversion"),
    path("accounts/<int:number>/loss/", leads.lead_loss, name="lead_loss"),
    path("accounts/<int:number>/stages/", leads.lead_history, name="lead_history"),
    path("settings/lead-form/", form.lead_form, name="lead_form"),
    path("settings/leads/", lists.lead_lists, name="lead_lists"),
]

for kind in LISTS:
    one, told = f"settings/leads/{kind}/<int:number>/", {"kind": kind}
    urlpatterns += [
        path(f"settings/leads/{kind}/", lists.entry_new, told, name=f"lead_{kind}"),
        path(one, lists.entry, told, name=f"lead_{kind}_one"),
        path(f"{one}place/", lists.entry_place, told, name=f"lead_{kind}_place"),
        path(f"{one}archive/", lists.entry_archive, told, name=f"lead_{kind}_archive"),
    ]
