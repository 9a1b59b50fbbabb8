-- Like open_workspace, for the workspace of a calendar: some contracts name only that.
CREATE OR REPLACE FUNCTION open_workspace_of_calendar(member bigint, wanted uuid) RETURNS TABLE (workspace_id bigint, workspace_uuid uuid, role varchar, plan varchar, is_suspended boolean, allowed_ips varchar[], own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.uuid, m.role, w.plan, w.suspended_at IS NOT NULL, w.allowed_ips, w.own_requests_per_minute INTO workspace_id, workspace_uuid, role, plan, is_suspended, allowed_ips, own_requests_per_minute
    FROM scheduling_calendar c
    JOIN workspaces_workspace w ON w.id = c.workspace_id
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE c.uuid = wanted AND m.user_id = member AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
