-- Enters the open workspaces in which mails to hosts reach an e-mail address; returns these hosts.
-- Who is mailed to is said by addresses_of in scheduling/queries/host_details.py.
CREATE OR REPLACE FUNCTION open_workspaces_of_host_address(wanted varchar, at_most integer)
RETURNS TABLE (workspace_id bigint, host_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found_workspaces bigint[];
    found_hosts bigint[];
BEGIN
    SELECT array_agg(f.workspace_id), array_agg(f.host_id)
    INTO found_workspaces, found_hosts
    FROM (
        SELECT h.workspace_id, h.id AS host_id
        FROM (
            SELECT h.id FROM scheduling_host h WHERE h.email = wanted AND h.email <> ''
            UNION
            SELECT h.id
            FROM accounts_user u
            JOIN scheduling_host h ON h.user_id = u.id
            WHERE u.email = wanted AND u.is_active AND h.email = ''
            UNION
            SELECT h.id
            FROM accounts_user u
            JOIN workspaces_membership m ON m.user_id = u.id
            JOIN scheduling_host h ON h.workspace_id = m.workspace_id
            WHERE u.email = wanted AND u.is_active AND m.role IN ('OWNER', 'ADMIN')
              AND h.email = '' AND CASE
                  WHEN h.user_id IS NULL THEN h.own_calendar_id IS NOT NULL
                  ELSE NOT EXISTS (  -- the host has left
                      SELECT FROM workspaces_membership own
                      JOIN accounts_user o ON o.id = own.user_id
                      WHERE own.workspace_id = h.workspace_id AND own.user_id = h.user_id
                        AND o.is_active
                  )
              END
        ) reached
        JOIN scheduling_host h USING (id)
        JOIN workspaces_workspace w ON w.id = h.workspace_id
        WHERE w.deleted_at IS NULL AND w.suspended_at IS NULL
        ORDER BY h.id
        LIMIT at_most
    ) f;
    PERFORM set_config('app.workspaces', coalesce(array_to_string(found_workspaces, ','), ''), true);
    RETURN QUERY SELECT * FROM unnest(found_workspaces, found_hosts);
END $$;
