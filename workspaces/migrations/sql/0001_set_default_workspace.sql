-- Makes one workspace the user's default; false if they are not a member. It reaches into all
-- of their workspaces, which no scope does. Concurrent calls queue on the user's row, and each
-- statement sees what the one before it committed, so the constraint of one default is never violated.
CREATE OR REPLACE FUNCTION set_default_workspace(member bigint, chosen bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM accounts_user WHERE id = member FOR NO KEY UPDATE;
    PERFORM FROM workspaces_membership WHERE user_id = member AND workspace_id = chosen;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE workspaces_membership SET is_default = false, updated_at = at
    WHERE user_id = member AND is_default AND workspace_id <> chosen;
    UPDATE workspaces_membership SET is_default = true, updated_at = at
    WHERE user_id = member AND workspace_id = chosen AND NOT is_default;
    RETURN true;
END $$;
