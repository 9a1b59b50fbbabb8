-- Enters the workspace of a host's session, for the browser that has its cookie, by the hash of it.
CREATE OR REPLACE FUNCTION open_workspace_by_host_session(wanted bytea)
RETURNS TABLE (workspace_id bigint, plan varchar, is_suspended boolean,
               own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, w.suspended_at IS NOT NULL, w.own_requests_per_minute
    INTO workspace_id, plan, is_suspended, own_requests_per_minute
    FROM scheduling_hostsession s
    JOIN workspaces_workspace w ON w.id = s.workspace_id
    WHERE s.token_hash = wanted AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
