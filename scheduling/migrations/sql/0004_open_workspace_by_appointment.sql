-- Enters the workspace of an appointment, for whoever has been given its public id or a token of it.
CREATE OR REPLACE FUNCTION open_workspace_by_appointment(wanted uuid)
RETURNS TABLE (workspace_id bigint, plan varchar, is_suspended boolean,
               own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, w.suspended_at IS NOT NULL, w.own_requests_per_minute
    INTO workspace_id, plan, is_suspended, own_requests_per_minute
    FROM scheduling_appointment a
    JOIN workspaces_workspace w ON w.id = a.workspace_id
    WHERE a.uuid = wanted AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
