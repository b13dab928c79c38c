from django.urls import path

from social.views import imports, mentions, posts, reputation, rules

app_name = "social"

urlpatterns = [
    path("social/", mentions.mention_list, name="list"),
    path("social/new/", mentions.mention_new, name="new"),
    path("social/reputation/", reputation.reputation, name="reputation"),
    path("social/posts/", posts.posts, name="posts"),
    path("social/posts/new/", posts.post_new, name="post_new"),
    path("social/posts/<int:number>/", posts.post, name="post"),
    path("social/posts/<int:number>/edit/", posts.post_edit, name="post_edit"),
    path("social/posts/<int:number>/approval/", posts.approval, name="approval"),
    path("social/posts/<int:number>/publication/", posts.publication, name="publication"),
    path("social/posts/<int:number>/cancellation/", posts.post_cancellation, name="post_cancellation"),
    path("social/posts/<int:number>/files/", posts.post_files, name="post_files"),
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
