-- Enters the workspace of a pending invitation, given by its uuid or by the nonce of its tokens.
-- The caller decides who may respond (workspaces.services.invitation_responses).
CREATE OR REPLACE FUNCTION open_workspace_by_invitation(wanted uuid)
RETURNS TABLE (workspace_id bigint, invitation_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT i.workspace_id, i.id INTO workspace_id, invitation_id
    FROM workspaces_invitation i
    JOIN workspaces_workspace w ON w.id = i.workspace_id
    WHERE (i.uuid = wanted OR i.nonce = wanted) AND i.status = 'PENDING'
      AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
