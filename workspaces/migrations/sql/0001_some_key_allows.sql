-- True if an active key of any workspace allows one of these domains; preflight requests name no key.
CREATE OR REPLACE FUNCTION some_key_allows(patterns varchar[], is_local boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM workspaces_apikey k
        JOIN workspaces_workspace w ON w.id = k.workspace_id
        WHERE k.revoked_at IS NULL AND w.deleted_at IS NULL AND w.suspended_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > now())
          AND (k.allowed_domains && patterns OR (is_local AND k.allowed_domains = '{}'))
    )
$$;
