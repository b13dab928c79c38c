from django.urls import path

from planning.forms_plan import SECTIONS
from planning.views import links, lists, parts, plans, printing, reviews
from planning.views.parts import PARTS

urlpatterns = [
    path("accounts/<int:number>/plan/", plans.account_plan, name="of_account"),
    path("accounts/<int:number>/plan/new/", plans.plan_new, name="plan_new"),
    path("plans/", lists.plans, name="plans"),
    path("plans/export/", lists.plans_export, name="plans_export"),
    path("competitors/", lists.competitors, name="competitors"),
    path("competitors/new/", lists.competitor_new, name="competitor_new"),
    path("competitors/<int:number>/", lists.competitor, name="competitor"),
    path("competitors/<int:number>/edit/", lists.competitor_edit, name="competitor_edit"),
    path("competitors/<int:number>/archive/", lists.competitor_archive, name="competitor_archive"),
    path("plans/<int:number>/", plans.plan_page, name="plan"),
    path("plans/<int:number>/activation/", plans.activation, name="activation"),
    path("plans/<int:number>/proposal/", plans.proposal, name="proposal"),
    path("plans/<int:number>/closure/", plans.closure, name="closure"),
    path("plans/<int:number>/milestones/new/", parts.milestone_new, name="milestone_new"),
    path("plans/<int:number>/review/", reviews.review_page, name="review"),
    path("plans/<int:number>/pdf/", printing.plan_pdf, name="plan_pdf"),
    path("plans/<int:number>/links/", links.plan_links, name="links"),
    path("plan-links/<int:number>/revocation/", links.revocation, name="link_revocation"),
    path("plan-versions/<int:number>/", reviews.version, name="version"),
    path("plan-versions/<int:number>/comparison/", reviews.comparison, name="comparison"),
    path("objectives/<int:number>/", parts.objective, name="objective"),
    path("objectives/<int:number>/measurements/", parts.measurement, name="measurement"),
    *[
        path(f"plans/<int:number>/{key}/edit/", plans.section_view(key), name=f"{key}_edit")
        for key in SECTIONS
    ],
    *[
        each
        for key in PARTS
        for each in (
            path(f"plans/<int:number>/{key}/new/", parts.new_view(key), name=f"{key}_new"),
            path(f"{key}/<int:number>/edit/", parts.edit_view(key), name=f"{key}_edit"),
            path(f"{key}/<int:number>/removal/", parts.removal_view(key), name=f"{key}_removal"),
        )
    ],
]
