-- For the one contract that distinguishes a foreign workspace from an unknown one.
CREATE OR REPLACE FUNCTION workspace_exists(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM workspaces_workspace w WHERE w.uuid = wanted AND w.deleted_at IS NULL
    )
$$;
