from django.urls import path

from campaigns.views import blocks, letters, responses, templates

app_name = "campaigns"

urlpatterns = [
    path("settings/responses/", responses.rules, name="response_rules"),
    path("settings/responses/providers/", responses.hooks, name="response_hooks"),
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
