"""What is written once goes with its customer; a notice that went out stands."""

from django.db import migrations

# Found by the history of its complaints: the rows themselves are gone when this is asked.
FORGET = """
CREATE OR REPLACE FUNCTION forget_complaints(account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    opened integer := current_setting('app.workspace_id')::integer;
    gone bigint[];
BEGIN
    IF EXISTS (SELECT FROM public.accounts_account WHERE workspace_id = opened AND id = account) THEN
        RETURN;
    END IF;
    gone := ARRAY(
        SELECT pgh_obj_id FROM public.complaints_complainthistory
        WHERE workspace_id = opened AND account_id = account
        EXCEPT SELECT id FROM public.complaints_complaint WHERE workspace_id = opened
    );
    -- Those of others, too, who were told of an incident that is gone.
    DELETE FROM public.complaints_noticerecipient told
    WHERE workspace_id = opened AND (complaint_id = ANY(gone) OR NOT EXISTS (
        SELECT FROM public.complaints_incidentnotice notice
        WHERE notice.workspace_id = opened AND notice.id = told.notice_id));
    DELETE FROM public.complaints_complaintmessage WHERE workspace_id = opened AND complaint_id = ANY(gone);
    DELETE FROM public.complaints_complaintnote WHERE workspace_id = opened AND complaint_id = ANY(gone);
    DELETE FROM public.complaints_complaintevent WHERE workspace_id = opened AND complaint_id = ANY(gone);
    DELETE FROM public.complaints_complainthistory WHERE workspace_id = opened AND account_id = account;
END;
$body$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION forget_complaints(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.complaints_complainthistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
$body$;
"""
STANDS = """
CREATE FUNCTION notice_that_went_out_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $body$
BEGIN
    IF NEW.state NOT IN ('sending', 'sent', 'stopped') OR (OLD.state = 'sent' AND NEW.state <> 'sent')
    OR (NEW.incident_id, NEW.subject_ar, NEW.subject_en, NEW.text_ar, NEW.text_en, NEW.written_by_id, NEW.approved_by_id)
    IS DISTINCT FROM
    (OLD.incident_id, OLD.subject_ar, OLD.subject_en, OLD.text_ar, OLD.text_en, OLD.written_by_id, OLD.approved_by_id)
    THEN
        RAISE EXCEPTION 'A notice that went out stays as it was' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$body$;
CREATE TRIGGER notice_that_went_out_stands BEFORE UPDATE ON complaints_incidentnotice
FOR EACH ROW WHEN (OLD.state IN ('sending', 'sent', 'stopped')) EXECUTE FUNCTION notice_that_went_out_stands();
"""
FALLS = """
DROP TRIGGER notice_that_went_out_stands ON complaints_incidentnotice;
DROP FUNCTION notice_that_went_out_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0014_written_once")]
    operations = [migrations.RunSQL(FORGET, BEFORE), migrations.RunSQL(STANDS, FALLS)]
