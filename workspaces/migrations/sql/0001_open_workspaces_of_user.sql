-- Enters all workspaces of a user.
CREATE OR REPLACE FUNCTION open_workspaces_of_user(member bigint)
RETURNS TABLE (workspace_id bigint, role varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('app.workspaces', coalesce(string_agg(w.id::text, ','), ''), true)
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL;
    RETURN QUERY
    SELECT w.id, m.role
    FROM workspaces_workspace w
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND w.deleted_at IS NULL;
END $$;
