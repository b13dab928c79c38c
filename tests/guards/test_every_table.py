"""Every table is a workspace's or on the list of global ones, and the database holds what that means."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction

from accounts.models import Account
from conftest import owner_sql
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.state import NoWorkspace, workspace
from tests.guards import catalogue

pytestmark = [pytest.mark.net, pytest.mark.django_db]

DJANGO, SIGN_IN = "Django's own", "people sign in before a workspace is open"
GLOBAL_TABLES = {
    "workspaces_workspace": "the list of workspaces itself",
    "workspaces_systemmail": "sign-in and invitation mail, written before a workspace is known",
    "messaging_platformsuppression": "hashes of addresses that nobody on the platform writes to",
    "workspaces_user": "a person may belong to several workspaces",
    "workspaces_user_groups": DJANGO,
    "workspaces_user_user_permissions": DJANGO,
    "auth_group": DJANGO,
    "auth_group_permissions": DJANGO,
    "auth_permission": DJANGO,
    "django_admin_log": DJANGO,
    "django_content_type": DJANGO,
    "django_migrations": DJANGO,
    "workspaces_session": SIGN_IN,
    "workspaces_signin": SIGN_IN,
    "account_emailaddress": SIGN_IN,
    "account_emailconfirmation": SIGN_IN,
    "mfa_authenticator": SIGN_IN,
    "axes_accessattempt": SIGN_IN,
    "axes_accessattemptexpiration": SIGN_IN,
    "axes_accessfailurelog": SIGN_IN,
    "axes_accesslog": SIGN_IN,
}
# Rows are written once: derived from the models, named here so that losing the constraint is seen.
APPEND_ONLY = {
    "accounts_accounthistory",
    "accounts_accountvaluehistory",
    "accounts_assignmentrulehistory",
    "accounts_acquisitioncosthistory",
    "accounts_consent",
    "accounts_consentwording",
    "accounts_contacthistory",
    "accounts_contactvaluehistory",
    "accounts_customchoicehistory",
    "accounts_customfieldhistory",
    "accounts_leadformhistory",
    "accounts_leadstagehistory",
    "accounts_lossreasonhistory",
    "accounts_positionhistory",
    "accounts_teammemberhistory",
    "complaints_complaintcategoryhistory",
    "complaints_complaintevent",
    "complaints_complainthistory",
    "complaints_complaintintakehistory",
    "complaints_complaintmessage",
    "complaints_complaintnote",
    "complaints_correctiveactionhistory",
    "complaints_noticerecipient",
    "complaints_rootcausehistory",
    "complaints_slapolicyhistory",
    "planning_accountplanhistory",
    "planning_competitorhistory",
    "planning_competitorstandinghistory",
    "planning_initiativehistory",
    "planning_objectivehistory",
    "planning_planversion",
    "planning_riskhistory",
    "loyalty_allocation",
    "reports_builtreporthistory",
    "reports_reportnotehistory",
    "reports_reportsending",
    "reports_reportsubscriptionhistory",
    "reports_targethistory",
    "campaigns_automationhistory",
    "campaigns_automationstep",
    "campaigns_automationversion",
    "campaigns_campaignhistory",
    "campaigns_contentversion",
    "campaigns_gatewayhistory",
    "campaigns_providerhookhistory",
    "campaigns_response",
    "accounts_segmenthistory",
    "accounts_segmentreading",
    "campaigns_occasionhistory",
    "campaigns_serieshistory",
    "campaigns_templatehistory",
    "loyalty_earnrulehistory",
    "loyalty_lot",
    "loyalty_loyaltyprogramhistory",
    "loyalty_loyaltytierhistory",
    "loyalty_pointsentry",
    "loyalty_noticetermshistory",
    "loyalty_referraltermshistory",
    "loyalty_rewardhistory",
    "loyalty_reconciliation",
    "loyalty_revenuecohorthistory",
    "loyalty_tierchange",
    "reports_rollupcheck",
    "interactions_articlehistory",
    "interactions_followuphistory",
    "interactions_interactionhistory",
    "interactions_readyanswerhistory",
    "meetings_meetinghistory",
    "messaging_senderhistory",
    "sales_lostreasonhistory",
    "sales_opportunityhistory",
    "sales_opportunitystagehistory",
    "sales_pricelisthistory",
    "sales_pricelistitemhistory",
    "sales_producthistory",
    "sales_purchasehistory",
    "sales_purchaselinehistory",
    "sales_referralhistory",
    "sales_refundhistory",
    "planning_membercapacityhistory",
    "sales_testimonialhistory",
    "planning_needhistory",
    "reports_healthreading",
    "reports_healthweights",
    "reports_costrates",
    "planning_scopestatementhistory",
    "planning_stakeholderhistory",
    "planning_typerulehistory",
    "surveys_surveyplanhistory",
    "timeline_event",
    "workspaces_membershiphistory",
}
# Keys that lead elsewhere after a merge or a deletion; no other column of what is written once.
BUT = {
    "accounts_segmentreading": {"keys"},
    "complaints_complaintmessage": {"contact_id", "interaction_id"},
    "campaigns_response": {"by_machine", "via", "due_at"},
    "loyalty_lot": {"remaining_points", "held_points"},
}
# Keys of workspace tables to global ones, besides the workspace itself.
KEYS_TO_GLOBAL = {("workspaces_membership", "user_id")}
# SECURITY DEFINER functions: what a request asks before its workspace is open, and what runs inside one.
BEFORE_A_WORKSPACE = {
    "memberships_of(bigint)": "which workspaces a person is in",
    "social_hook_by(text)": "which workspace an address for mentions is of",
    "calendar_feed_by(text)": "which workspace an address of a calendar is of",
    "invitation_by(text)": "which workspace an invitation is to",
    "due_workspaces_redemptions(integer)": "which workspaces have rewards that nobody collected in time",
    "due_workspaces_jobs(integer)": "which workspaces have work to go on with",
    "due_workspaces_notifications(integer)": "which workspaces have mails of notifications to write",
    "due_workspaces_old_notifications(integer)": "which workspaces have old notifications to forget",
    "due_workspaces_old_jobs(integer)": "which workspaces have old jobs to forget",
    "due_workspaces_escalations(integer)": "which workspaces have complaints whose time runs out",
    "due_workspaces_satisfaction(integer)": "which workspaces have customers to ask after a complaint",
    "due_workspaces_survey_plans(integer)": "which workspaces have surveys to send by themselves",
    "due_workspaces_expiry(integer)": "which workspaces have points that are over",
    "due_workspaces_ledger_check(integer)": "which ledgers of points are to be checked tonight",
    "due_workspaces_segments(integer)": "which workspaces read their segments tonight",
    "due_workspaces_foresight(integer)": "which workspaces foresee what their customers will buy tonight",
    "due_workspaces_tier_review(integer)": "which workspaces review their loyalty tiers tonight",
    "due_workspaces_health(integer)": "which workspaces read the health of their customers tonight",
    "due_workspaces_patterns(integer)": "which workspaces have patterns in complaints to look for",
    "due_workspaces_actions(integer)": "which workspaces have corrective actions to tell of",
    "due_workspaces_occasions(integer)": "which workspaces have birthdays and other occasions to look for",
    "due_workspaces_figures(integer)": "which workspaces have figures of reports that are to be worked out again",
    "due_workspaces_subscriptions(integer)": "which workspaces have reports to send by e-mail",
    "due_workspaces_rollups(integer)": "which workspaces have sums of reports that are behind the facts",
    "due_workspaces_rollup_check(integer)": "which workspaces have sums of reports to compare this night",
    "due_workspaces_points_notices(integer)": "which workspaces have members to write to about their points",
    "due_workspaces_code_referrals(integer)": "which workspaces have friends by a code to be looked at",
    "due_workspaces_earning(integer)": "which workspaces have purchases whose points are to be worked out",
    "due_workspaces_silence(integer)": "which workspaces have customers to remind of their complaints",
    "due_workspaces_opportunities(integer)": "which workspaces have overdue opportunities to tell of",
    "due_workspaces_quiet(integer)": "which workspaces have quiet customers to tell of",
    "due_workspaces_plan_reviews(integer)": "which workspaces have plans whose review is due",
    "due_workspaces_updates(integer)": "which workspaces have updates to customers to draft",
    "due_workspaces_requests(integer)": "which workspaces have customers to remind of what they owe",
    "due_workspaces_old_visits(integer)": "which workspaces have old visits of their website to forget",
    "due_workspaces_meetings(integer)": "which workspaces have meetings that begin soon",
    "due_workspaces_reminders(integer)": "which workspaces have follow-ups to remind of",
    "due_workspaces_files(integer)": "which workspaces have files to forget",
    "due_workspaces_campaigns(integer)": "which workspaces have campaigns to send, in whose turn",
    "due_workspaces_campaign_starts(integer)": "which workspaces have campaigns whose time has come",
    "due_workspaces_automations(integer)": "which workspaces have automations with something to do",
    "due_workspaces_campaign_credits(integer)": "which workspaces have purchases to put down to campaigns",
    "due_workspaces_campaign_series(integer)": "which workspaces have issues of series of campaigns to make",
    "due_workspaces_campaign_care(integer)": "which workspaces have campaigns to be put in order",
    "due_workspaces_responses(integer)": "which workspaces have responses to campaigns to be settled",
    "response_hook_by(text)": "which workspace an address for a provider of e-mail is of",
    "due_workspaces_mail(integer)": "which workspaces have e-mail to send",
    "due_workspaces_raw_mail(integer)": "which workspaces have old raw messages to forget",
    "due_workspaces_duplicates(integer)": "which workspaces are to be looked through for duplicates",
    "due_workspaces_merges(integer)": "which workspaces have rows of old merges to forget",
    "mailbox_of(text)": "which workspace has this mailbox",
    "due_workspaces_attachments(integer)": "which workspaces have files of records to forget",
}
IN_A_WORKSPACE = {
    "search_account_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_follow_up_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_social_mention_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_product_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_meeting_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_interaction_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "search_contact_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "similar_word_ids(text,integer)": "likeness cannot use the trigram index under row security",
    "forget_consents(bigint[])": "append-only rows go with their contact",
    "forget_interactions(bigint)": "history of texts goes with their customer",
    "forget_meetings(bigint)": "history of meetings goes with their customer",
    "forget_people_of_account(bigint)": "history of stakeholders and needs goes with their customer",
    "forget_people_of_contact(bigint)": "history of stakeholders goes with their contact",
    "search_opportunity_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "forget_opportunities(bigint)": "history of opportunities goes with their customer",
    "search_complaint_ids(text[],integer)": "LIKE cannot use the trigram index under row security",
    "like_complaints(bigint,timestamp with time zone,double precision,boolean,integer)": "likeness of texts, too",
    "forget_complaints(bigint)": "history of complaints, and what was said, goes with their customer",
    "forget_health(bigint)": "readings of health go with their customer",
    "forget_points(bigint)": "the ledger of points goes with its customer",
    "forget_plans(bigint)": "versions and history of plans go with their customer",
    "forget_visit_days(bigint[])": "events of days on the website go with what they tell of",
}
RETURNING_NOTHING = {
    "forget_consents(bigint[])",
    "forget_interactions(bigint)",
    "forget_meetings(bigint)",
    "forget_people_of_account(bigint)",
    "forget_people_of_contact(bigint)",
    "forget_opportunities(bigint)",
    "forget_complaints(bigint)",
    "forget_points(bigint)",
    "forget_health(bigint)",
    "forget_plans(bigint)",
    "forget_visit_days(bigint[])",
}


def workspace_models():
    return [model for model in apps.get_models(include_auto_created=True) if is_scoped(model)]


def is_scoped(model):
    return any(isinstance(field, WorkspaceField) for field in model._meta.local_fields)


def test_every_table_is_a_workspaces_or_a_named_global_one():
    scoped = catalogue.workspace_tables()
    assert catalogue.tables() - scoped - set(GLOBAL_TABLES) == set()
    assert set(GLOBAL_TABLES) <= catalogue.tables() - scoped
    assert {model._meta.db_table for model in workspace_models()} == scoped


def test_every_workspace_table_has_exactly_the_two_policies():
    assert catalogue.wrong_policies() == []


def test_every_workspace_column_is_an_integer_that_is_never_null():
    assert catalogue.wrong_columns() == []


def test_keys_between_workspace_tables_are_composite():
    assert catalogue.wrong_keys(allowed=KEYS_TO_GLOBAL) == []


def test_every_relation_of_a_workspace_model_has_its_key_in_the_database():
    held = {(table, columns[-1]) for table, columns, _target, _targets in catalogue.foreign_keys()}
    missing = []
    for model in workspace_models():
        for field in model._meta.local_fields:
            is_key = isinstance(field, models.ForeignKey) and not field.name.startswith("pgh_")
            if is_key and not is_history(model) and (model._meta.db_table, field.column) not in held:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


def is_history(model):
    """Rows of history keep plain ids: what they point at may be gone."""
    return hasattr(model, "pgh_tracked_model")


def test_relations_between_workspace_models_use_the_workspaces_key():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in workspace_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and is_scoped(field.remote_field.model)
        if not is_history(model) and not isinstance(field, WorkspaceForeignKey)
    ]
    assert wrong == []


def test_indexes_of_workspace_tables_begin_with_the_workspace():
    assert catalogue.wrong_indexes() == []


def test_roles_may_do_what_they_need_and_no_more():
    assert catalogue.wrong_grants(append_only=APPEND_ONLY) == []


def test_of_what_is_written_once_only_the_named_keys_may_lead_elsewhere():
    assert catalogue.grants_on_columns() == {("crm_app", table): held for table, held in BUT.items()}


def test_append_only_models_are_the_named_ones():
    derived = {
        model._meta.db_table
        for model in workspace_models()
        if any(isinstance(constraint, AppendOnly) for constraint in model._meta.constraints)
    }
    assert derived == APPEND_ONLY


def test_every_history_is_append_only():
    assert {model._meta.db_table for model in workspace_models() if is_history(model)} <= APPEND_ONLY


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize(
    "statement",
    ["update {} set workspace_id = workspace_id", "delete from {}", "truncate {}"],
)
def test_the_app_can_neither_change_nor_delete_what_was_written(table, statement, noor):
    assert "permission denied" in refusal_of(statement.format(table), noor)


def test_no_trigger_of_history_can_be_switched_off_by_the_app(noor):
    assert "must be owner" in refusal_of("alter table accounts_account disable trigger user", noor)


def test_no_setting_of_a_session_switches_history_off(noor):
    names = [name for (name,) in owner_sql("select tgname from pg_trigger where not tgisinternal")]
    with workspace(noor.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(names) + "}"])
        account = Account.objects.create(name_en="Afaq", city="Jeddah")
        Account.objects.filter(pk=account.pk).update(city="Makkah")
        assert [row.city for row in Account.history_model.objects.all()] == ["Jeddah"]


def refusal_of(statement, opened) -> str:
    with workspace(opened.pk), transaction.atomic(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except ProgrammingError as refusal:
            return str(refusal)
    return ""


def test_functions_that_run_as_the_owner_are_the_named_ones():
    assert {row[0] for row in catalogue.functions_of_the_owner()} == {
        *BEFORE_A_WORKSPACE,
        *IN_A_WORKSPACE,
    }


def test_functions_that_run_as_the_owner_answer_with_ids_to_our_roles_only():
    wrong = catalogue.wrong_functions(
        before_a_workspace=BEFORE_A_WORKSPACE, returning_nothing=RETURNING_NOTHING
    )
    assert wrong == []


def test_no_role_of_ours_can_pass_row_security():
    assert catalogue.roles_that_pass_row_security() == []


def test_there_is_no_view():
    assert catalogue.views() == set()


@pytest.mark.parametrize("model", workspace_models(), ids=lambda model: model._meta.label)
def test_every_manager_of_a_workspace_model_raises_without_a_workspace(model):
    assert managers_that_answer(model) == []


def managers_that_answer(model):
    """Managers other than `across_workspaces` that answer while no workspace is open."""
    scoped = [manager for manager in model._meta.managers if manager.name != "across_workspaces"]
    found = []
    for manager in (*scoped, model._default_manager, model._base_manager):
        try:
            manager.first()
        except NoWorkspace:
            continue
        found.append(manager.name)
    return found
