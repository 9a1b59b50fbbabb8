-- Like open_workspace, if the path names no workspace: the one named by a header, else the member's
-- default, else the first that they created or joined.
CREATE OR REPLACE FUNCTION open_default_workspace(member bigint, wanted uuid) RETURNS TABLE (workspace_id bigint, workspace_uuid uuid, role varchar, plan varchar, is_suspended boolean, allowed_ips varchar[], own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.uuid, m.role, w.plan, w.suspended_at IS NOT NULL, w.allowed_ips, w.own_requests_per_minute INTO workspace_id, workspace_uuid, role, plan, is_suspended, allowed_ips, own_requests_per_minute
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL
      AND (wanted IS NULL OR w.uuid = wanted)
    ORDER BY m.is_default DESC, m.id LIMIT 1;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
