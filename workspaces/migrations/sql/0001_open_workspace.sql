-- Looks a member up and enters the workspace in one statement; returns nothing for a stranger.
-- Runs as the owner of the tables (SECURITY DEFINER): before a scope exists, no other query can see
-- the rows.
CREATE OR REPLACE FUNCTION open_workspace(member bigint, wanted uuid) RETURNS TABLE (workspace_id bigint, workspace_uuid uuid, role varchar, plan varchar, is_suspended boolean, allowed_ips varchar[], own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.uuid, m.role, w.plan, w.suspended_at IS NOT NULL, w.allowed_ips, w.own_requests_per_minute INTO workspace_id, workspace_uuid, role, plan, is_suspended, allowed_ips, own_requests_per_minute
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE w.uuid = wanted AND m.user_id = member AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
