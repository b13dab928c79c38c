from django.urls import path

from surveys.views import of_account, plans, questions, remarks, results, rules, sending, surveys

app_name = "surveys"

urlpatterns = [
    path("surveys/", surveys.survey_list, name="list"),
    path("surveys/new/", surveys.survey_new, name="new"),
    path("surveys/ready/", surveys.survey_ready, name="ready"),
    path("surveys/sending/", sending.send, name="send"),
    path("surveys/batches/", sending.batch, name="batch"),
    path("surveys/answered/<int:number>/", results.answer, name="answer"),
    path("surveys/asked/<int:number>/withdrawal/", sending.withdrawal, name="withdrawal"),
    path("surveys/answered/<int:number>/remark/", remarks.taking_up, name="taking_up"),
    path("surveys/remarks/", remarks.remark_list, name="remarks"),
    path("surveys/remarks/<int:number>/", remarks.remark, name="remark"),
    path("surveys/remarks/<int:number>/reply/", remarks.reply, name="reply"),
    path("surveys/remarks/<int:number>/closure/", remarks.closure, name="remark_closure"),
    path("surveys/remarks/<int:number>/owner/", remarks.owner, name="remark_owner"),
    path("surveys/by-themselves/", plans.plan_list, name="plans"),
    path("surveys/by-themselves/new/", plans.plan_new, name="plan_new"),
    path("surveys/by-themselves/<int:number>/", plans.plan, name="plan"),
    path("surveys/by-themselves/<int:number>/edit/", plans.plan_edit, name="plan_edit"),
    path("surveys/by-themselves/<int:number>/pause/", plans.plan_pause, name="plan_pause"),
    path("surveys/by-themselves/<int:number>/archival/", plans.plan_archival, name="plan_archival"),
    path("accounts/<int:number>/satisfaction/", of_account.satisfaction, name="of_account"),
    path("surveys/<int:number>/", surveys.survey, name="survey"),
    path("surveys/<int:number>/edit/", surveys.survey_edit, name="edit"),
    path("surveys/<int:number>/state/", surveys.survey_state, name="state"),
    path("surveys/<int:number>/copy/", surveys.survey_copy, name="copy"),
    path("surveys/<int:number>/preview/", surveys.preview, name="preview"),
    path("surveys/<int:number>/invitations/", results.invitations, name="invitations"),
    path("surveys/<int:number>/export/", results.export, name="export"),
    path("surveys/<int:number>/questions/new/", questions.question_new, name="question_new"),
    path("surveys/<int:number>/questions/<int:question>/", questions.question, name="question"),
    path(
        "surveys/<int:number>/questions/<int:question>/place/",
        questions.question_place,
        name="question_place",
    ),
    path(
        "surveys/<int:number>/questions/<int:question>/removal/",
        questions.question_removal,
        name="question_removal",
    ),
    path("settings/surveys/", rules.rules, name="rules"),
]
