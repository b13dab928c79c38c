from django.urls import path

from sales.views import lists_of_settings as settings
from sales.views import opportunities, opportunity_verbs

urlpatterns = [
    path("opportunities/", opportunities.opportunity_list, name="opportunities"),
    path("opportunities/board/", opportunities.board, name="opportunity_board"),
    path("opportunities/forecast/", opportunities.forecast, name="opportunity_forecast"),
    path("opportunities/new/", opportunities.opportunity_new, name="opportunity_new"),
    path("opportunities/export/", opportunities.opportunity_export, name="opportunity_export"),
    path("opportunities/<int:number>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<int:number>/edit/", opportunities.opportunity_edit, name="opportunity_edit"),
    path("opportunities/<int:number>/step/", opportunities.opportunity_step, name="opportunity_step"),
    path("opportunities/<int:number>/stage/", opportunity_verbs.stage, name="opportunity_stage"),
    path("opportunities/<int:number>/win/", opportunity_verbs.win, name="opportunity_win"),
    path("opportunities/<int:number>/loss/", opportunity_verbs.loss, name="opportunity_loss"),
    path("opportunities/<int:number>/reopening/", opportunity_verbs.reopening, name="opportunity_reopening"),
    path("opportunities/<int:number>/archiving/", opportunity_verbs.archiving, name="opportunity_archiving"),
    path("accounts/<int:number>/opportunities/", opportunities.of_account, name="opportunities_of_account"),
    path("settings/opportunity-stages/", settings.stages, name="stages"),
    path("settings/opportunity-stages/<int:number>/", settings.stage, name="stage"),
    path("settings/opportunity-stages/<int:number>/order/", settings.stage_order, name="stage_order"),
    path(
        "settings/opportunity-stages/<int:number>/archiving/",
        settings.stage_archiving,
        name="stage_archiving",
    ),
    path("settings/lost-reasons/", settings.lost_reasons, name="lost_reasons"),
    path("settings/lost-reasons/<int:number>/", settings.lost_reason, name="lost_reason"),
    path("settings/lost-reasons/<int:number>/order/", settings.lost_reason_order, name="lost_reason_order"),
    path(
        "settings/lost-reasons/<int:number>/archiving/",
        settings.lost_reason_archiving,
        name="lost_reason_archiving",
    ),
]
