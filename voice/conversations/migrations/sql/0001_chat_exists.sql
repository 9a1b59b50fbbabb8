-- For the one contract that distinguishes a foreign chat from an unknown one.
CREATE OR REPLACE FUNCTION chat_exists(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM conversations_conversation c
        JOIN workspaces_workspace w ON w.id = c.workspace_id
        WHERE c.uuid = wanted AND c.channel = 'CHAT' AND w.deleted_at IS NULL
    )
$$;
