-- Enters the workspace of a calendar that strangers may see, by the UUID of its public id.
CREATE OR REPLACE FUNCTION open_workspace_by_calendar(wanted uuid)
RETURNS TABLE (workspace_id bigint, plan varchar, is_suspended boolean,
               own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, w.suspended_at IS NOT NULL, w.own_requests_per_minute
    INTO workspace_id, plan, is_suspended, own_requests_per_minute
    FROM scheduling_calendar c
    JOIN workspaces_workspace w ON w.id = c.workspace_id
    WHERE c.uuid = wanted AND c.is_public AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
