from django.urls import path

from social.views import imports, mentions, reputation, rules

app_name = "social"

urlpatterns = [
    path("social/", mentions.mention_list, name="list"),
    path("social/new/", mentions.mention_new, name="new"),
    path("social/reputation/", reputation.reputation, name="reputation"),
    path("social/import/", imports.import_new, name="import"),
    path("social/mention-imports/<int:number>/", imports.import_one, name="import_one"),
    path("social/mention-imports/<int:number>/start/", imports.import_start, name="import_start"),
    path("social/mention-imports/<int:number>/discard/", imports.import_discard, name="import_discard"),
    path("social/<int:number>/", mentions.mention, name="mention"),
    path("social/<int:number>/edit/", mentions.mention_edit, name="edit"),
    path("social/<int:number>/answer/", mentions.answering, name="answer"),
    path("social/<int:number>/dismissal/", mentions.dismissal, name="dismissal"),
    path("social/<int:number>/whose/", mentions.whose, name="whose"),
    path("social/<int:number>/handover/", mentions.handover, name="handover"),
    path("settings/social/", rules.rules, name="rules"),
    path("settings/social/hook/", rules.hook, name="hook"),
]
