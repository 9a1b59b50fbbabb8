-- Invitations to an address, over all workspaces, newest first.
CREATE OR REPLACE FUNCTION pending_invitations_of(wanted varchar)
RETURNS TABLE (uuid uuid, workspace_uuid uuid, workspace_name varchar,
               email varchar, role varchar, invited_by varchar,
               created_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.uuid, w.uuid, w.name, i.email, i.role, u.full_name,
           i.created_at, i.expires_at
    FROM workspaces_invitation i
    JOIN workspaces_workspace w ON w.id = i.workspace_id
    LEFT JOIN accounts_user u ON u.id = i.invited_by_id
    WHERE i.email = $1 AND i.status = 'PENDING' AND i.expires_at > now()
      AND w.deleted_at IS NULL
    ORDER BY i.created_at DESC, i.id DESC
$$;
