from django.urls import path

from accounts import leads_urls, segments_urls
from accounts.lookups import LOOKUPS
from accounts.views import (
    accounts,
    assignment,
    bulk,
    cells,
    consents,
    contacts,
    custom_fields,
    duplicates,
    exports,
    handing_over,
    imports,
    lookups,
    merging,
    team,
)

app_name = "accounts"

urlpatterns = [
    path("accounts/", accounts.account_list, name="list"),
    path("accounts/bulk/", bulk.bulk, name="bulk"),
    path("accounts/bulk/<int:number>/", bulk.bulk_one, name="bulk_one"),
    path("accounts/bulk/<int:number>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("accounts/import/", imports.import_new, name="import"),
    path("accounts/import/<int:number>/", imports.import_one, name="import_one"),
    path("accounts/import/<int:number>/columns/", imports.import_columns, name="import_columns"),
    path("accounts/import/<int:number>/shape/", imports.import_shape, name="import_shape"),
    path("accounts/import/<int:number>/rows/", imports.import_rows, name="import_rows"),
    path("accounts/import/<int:number>/refused/", exports.import_refused, name="import_refused"),
    path("accounts/import/<int:number>/undo/", imports.import_undo, name="import_undo"),
    path("accounts/import/<int:number>/discard/", imports.import_discard, name="import_discard"),
    path("accounts/export/", exports.account_export, name="export"),
    path("accounts/export/<int:number>/", exports.export_file, name="export_file"),
    path("contacts/export/", exports.contact_export, name="contact_export"),
    path("accounts/new/", accounts.account_new, name="new"),
    path("accounts/options/", accounts.account_options, name="options"),
    path("accounts/<int:number>/edit/", accounts.account_edit, name="edit"),
    path("accounts/<int:number>/cell/", cells.account_cell, name="cell"),
    path("accounts/<int:number>/archive/", accounts.account_archive, name="archive"),
    path("accounts/<int:number>/status/", accounts.account_status, name="status"),
    path("accounts/<int:number>/deletion/", accounts.account_deletion, name="deletion"),
    path("accounts/<int:number>/team/", team.account_team, name="team"),
    path("accounts/<int:number>/team/new/", team.account_team_new, name="team_new"),
    path("accounts/<int:number>/team/<int:teammember>/", team.account_team_member, name="team_member"),
    path("accounts/<int:number>/team/<int:teammember>/end/", team.account_team_end, name="team_end"),
    path("settings/assignment/", assignment.rules, name="assignment"),
    path("settings/assignment/new/", assignment.rule_new, name="assignment_rule_new"),
    path("settings/assignment/preview/", assignment.preview, name="assignment_preview"),
    path("settings/assignment/<int:assignmentrule>/", assignment.rule, name="assignment_rule"),
    path("settings/assignment/<int:assignmentrule>/place/", assignment.rule_place, name="assignment_place"),
    path("settings/assignment/<int:assignmentrule>/pause/", assignment.rule_pause, name="assignment_pause"),
    path(
        "settings/assignment/<int:assignmentrule>/removal/",
        assignment.rule_removal,
        name="assignment_removal",
    ),
    path("settings/members/<int:number>/hand-over/", handing_over.member_hand_over, name="hand_over"),
    path("settings/team-roles/", team.team_roles, name="team_roles"),
    path("settings/team-roles/<int:number>/", team.team_role, name="team_role"),
    path(
        "settings/team-roles/<int:number>/retirement/",
        team.team_role_retirement,
        name="team_role_retirement",
    ),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<int:number>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:number>/cell/", cells.contact_cell, name="contact_cell"),
    path("contacts/<int:number>/archive/", contacts.contact_archive, name="contact_archive"),
    path("contacts/<int:number>/deletion/", contacts.contact_deletion, name="contact_deletion"),
    path("contacts/<int:number>/position/", contacts.contact_position, name="contact_position"),
    path(
        "contacts/<int:number>/position/<int:account>/end/",
        contacts.contact_position_end,
        name="contact_position_end",
    ),
    path("contacts/<int:number>/consent/", consents.contact_consent, name="contact_consent"),
    path("contacts/<int:number>/consents/", consents.contact_consents, name="contact_consents"),
    path("contacts/<int:number>/consents/ask/", consents.contact_consent_ask, name="contact_consent_ask"),
    path("settings/consents/", consents.consent_purposes, name="consent_purposes"),
    path("settings/consents/<str:code>/", consents.consent_purpose, name="consent_purpose"),
    path("settings/consents/<str:code>/archive/", consents.purpose_archive, name="consent_purpose_archive"),
    path("settings/fields/", custom_fields.custom_fields, name="custom_fields"),
    path("settings/fields/new/", custom_fields.custom_field_new, name="custom_field_new"),
    path("settings/fields/<int:number>/", custom_fields.custom_field, name="custom_field"),
    path("settings/fields/<int:number>/place/", custom_fields.custom_field_place, name="custom_field_place"),
    path(
        "settings/fields/<int:number>/archive/",
        custom_fields.custom_field_archive,
        name="custom_field_archive",
    ),
    path("settings/fields/<int:number>/choices/", custom_fields.custom_choices, name="custom_choices"),
    path(
        "settings/fields/<int:number>/choices/<int:choice>/",
        custom_fields.custom_choice,
        name="custom_choice",
    ),
    path(
        "settings/fields/<int:number>/choices/<int:choice>/retirement/",
        custom_fields.custom_choice_retirement,
        name="custom_choice_retirement",
    ),
]

urlpatterns += [*leads_urls.urlpatterns, *segments_urls.urlpatterns]

for kind in LOOKUPS:
    one, told = f"settings/{kind}/<path:name_fold>/", {"kind": kind}
    urlpatterns += [
        path(f"settings/{kind}/", lookups.lookup_list, told, name=kind),
        path(f"{one}merge/", lookups.lookup_merge, told, name=f"{kind}_merge"),
        path(f"{one}place/", lookups.lookup_place, told, name=f"{kind}_place"),
        path(f"{one}delete/", lookups.lookup_delete, told, name=f"{kind}_delete"),
        path(one, lookups.lookup, told, name=f"{kind}_one"),
    ]

urlpatterns += [
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/sweep/", duplicates.duplicate_sweep, name="duplicate_sweep"),
    path("duplicates/chosen/", duplicates.duplicate_chosen, name="duplicate_chosen"),
    path("merges/<int:number>/", merging.merge_page, name="merge"),
    path("merges/<int:number>/undo/", merging.merge_undo, name="merge_undo"),
]
for kind in duplicates.KINDS:
    one, told = f"duplicates/{kind}/<int:number>/", {"kind": kind}
    urlpatterns += [
        path(f"{one}with/", duplicates.duplicate_with, told, name=f"duplicate_{kind}_with"),
        path(f"{one}<int:other>/", merging.duplicate, told, name=f"duplicate_{kind}"),
        path(
            f"{one}<int:other>/refusal/",
            duplicates.duplicate_refusal,
            told,
            name=f"duplicate_{kind}_refusal",
        ),
    ]
