from django.urls import path

from interactions.views import (
    answering,
    files,
    follow_ups,
    inbox,
    interactions,
    mails,
    ready_answers,
    schedules,
    sharing,
)

app_name = "interactions"

urlpatterns = [
    path("interactions/", interactions.interaction_list, name="list"),
    path("interactions/new/", interactions.interaction_new, name="new"),
    path("interactions/answers/", answering.answer_list, name="answer_list"),
    path("settings/answers/", ready_answers.ready_answers, name="ready_answers"),
    path("settings/answers/new/", ready_answers.ready_answer_new, name="ready_answer_new"),
    path("settings/answers/<int:number>/", ready_answers.ready_answer, name="ready_answer"),
    path(
        "settings/answers/<int:number>/archive/",
        ready_answers.ready_answer_archive,
        name="ready_answer_archive",
    ),
    path("interactions/<int:number>/", interactions.interaction, name="detail"),
    path("interactions/<int:number>/edit/", interactions.interaction_edit, name="edit"),
    path("interactions/<int:number>/files/", files.interaction_files, name="files"),
    path("interactions/<int:number>/removal/", interactions.interaction_removal, name="removal"),
    path("settings/rhythms/", schedules.rhythms, name="rhythms"),
    path("accounts/<int:number>/schedule/", schedules.schedule, name="schedule"),
    path("interactions/mail/new/", mails.mail_new, name="mail_new"),
    path("interactions/<int:number>/mail/cancellation/", mails.mail_cancellation, name="mail_cancellation"),
    path("interactions/<int:number>/mail/again/", mails.mail_again, name="mail_again"),
    path("interactions/<int:number>/mail/arrival/", mails.mail_arrival, name="mail_arrival"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:number>/", inbox.inbox_mail, name="inbox_mail"),
    path("inbox/<int:number>/filing/", inbox.inbox_filing, name="inbox_filing"),
    path("inbox/<int:number>/ignoring/", inbox.inbox_ignoring, name="inbox_ignoring"),
    path("files/<int:number>/links/", sharing.file_links, name="file_links"),
    path("links/<int:number>/", sharing.shared_link, name="shared_link"),
    path("links/<int:number>/revocation/", sharing.shared_link_revocation, name="shared_link_revocation"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow_ups"),
    path("follow-ups/new/", follow_ups.follow_up_new, name="follow_up_new"),
    path("follow-ups/<int:number>/", follow_ups.follow_up, name="follow_up"),
    path("follow-ups/<int:number>/edit/", follow_ups.follow_up_edit, name="follow_up_edit"),
    path("follow-ups/<int:number>/completion/", follow_ups.completion, name="completion"),
    path("follow-ups/<int:number>/cancellation/", follow_ups.cancellation, name="cancellation"),
    path("follow-ups/<int:number>/snooze/", follow_ups.snooze, name="snooze"),
    path("follow-ups/<int:number>/handover/", follow_ups.handover, name="handover"),
]
