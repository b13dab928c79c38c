from django.urls import path

from campaigns.views import blocks, campaigns, letters, recipients, responses, sending, templates

app_name = "campaigns"

urlpatterns = [
    path("settings/responses/", responses.rules, name="response_rules"),
    path("settings/responses/providers/", responses.hooks, name="response_hooks"),
    path("campaigns/", campaigns.campaign_list, name="list"),
    path("campaigns/new/", campaigns.campaign_new, name="new"),
    path("campaigns/recipients/", recipients.recipient_list, name="recipients"),
    path("campaigns/recipients/export/", recipients.recipient_export, name="recipient_export"),
    path("contacts/<int:number>/campaigns/", recipients.of_contact, name="of_contact"),
    path("campaigns/<int:number>/", campaigns.campaign, name="detail"),
    path("campaigns/<int:number>/recipients/", recipients.of_campaign, name="of_campaign"),
    path("campaigns/<int:number>/recipients/<int:contact>/", recipients.recipient, name="recipient"),
    path(
        "campaigns/<int:number>/recipients/<int:contact>/settlement/",
        recipients.settlement,
        name="settlement",
    ),
    path("campaigns/<int:number>/settlement/", recipients.settlements, name="settlements"),
    path("campaigns/<int:number>/edit/", campaigns.campaign_edit, name="edit"),
    path("campaigns/<int:number>/copy/", campaigns.campaign_copy, name="copy"),
    path("campaigns/<int:number>/archive/", campaigns.campaign_archive, name="archive"),
    path("campaigns/<int:number>/schedule/", sending.schedule, name="schedule"),
    path("campaigns/<int:number>/test/", sending.test, name="campaign_test"),
    path("campaigns/<int:number>/unscheduling/", sending.unscheduling, name="unscheduling"),
    path("campaigns/<int:number>/pausing/", sending.pausing, name="pausing"),
    path("campaigns/<int:number>/resumption/", sending.resumption, name="resumption"),
    path("campaigns/<int:number>/cancellation/", sending.cancellation, name="cancellation"),
    path("campaigns/templates/", templates.template_list, name="templates"),
    path("campaigns/templates/new/", templates.template_new, name="template_new"),
    path("campaigns/templates/<int:number>/", templates.template, name="template"),
    path("campaigns/templates/<int:number>/edit/", templates.template_edit, name="template_edit"),
    path("campaigns/templates/<int:number>/archive/", templates.template_archive, name="template_archive"),
    path("campaigns/templates/<int:number>/copy/", templates.template_copy, name="template_copy"),
    path("campaigns/templates/<int:number>/preview/", letters.preview, name="preview"),
    path("campaigns/templates/<int:number>/letter/", letters.letter, name="letter"),
    path("campaigns/templates/<int:number>/test/", letters.test, name="test"),
    path("campaigns/templates/<int:number>/blocks/new/", blocks.block_new, name="block_new"),
    path("campaigns/templates/<int:number>/blocks/<int:block>/", blocks.block, name="block"),
    path(
        "campaigns/templates/<int:number>/blocks/<int:block>/place/", blocks.block_place, name="block_place"
    ),
    path(
        "campaigns/templates/<int:number>/blocks/<int:block>/removal/",
        blocks.block_removal,
        name="block_removal",
    ),
]
