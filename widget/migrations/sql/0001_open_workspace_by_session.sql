-- Like open_workspace_by_key, for the API key that started this session: the legacy embed sends it once.
CREATE OR REPLACE FUNCTION open_workspace_by_session(wanted varchar)
RETURNS TABLE (workspace_id bigint, plan varchar, key_id bigint, allowed_domains varchar[],
               scopes varchar[], last_used_at timestamptz, is_suspended boolean,
               own_requests_per_minute integer, own_messages_per_month integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, k.id, k.allowed_domains, k.scopes, k.last_used_at,
           w.suspended_at IS NOT NULL, w.own_requests_per_minute, w.own_messages_per_month
    INTO workspace_id, plan, key_id, allowed_domains, scopes, last_used_at, is_suspended,
         own_requests_per_minute, own_messages_per_month
    FROM widget_visitorsession s
    JOIN workspaces_apikey k ON k.id = s.api_key_id
    JOIN workspaces_workspace w ON w.id = k.workspace_id
    WHERE s.key = wanted AND s.is_legacy AND k.revoked_at IS NULL
      AND w.deleted_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
