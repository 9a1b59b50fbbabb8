-- The application can neither change nor delete audit entries. The owner of the tables can: purging a
-- workspace removes its log with it.
CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'frontdesk_app' THEN
        RAISE EXCEPTION 'the audit log can only grow' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON workspaces_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
