-- Enters the workspace of a calendar feed, for whoever knows its address, by the hash of it.
CREATE OR REPLACE FUNCTION open_workspace_by_feed(wanted bytea)
RETURNS TABLE (workspace_id bigint, plan varchar, is_suspended boolean,
               own_requests_per_minute integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT w.id, w.plan, w.suspended_at IS NOT NULL, w.own_requests_per_minute
    INTO workspace_id, plan, is_suspended, own_requests_per_minute
    FROM scheduling_calendarfeed f
    JOIN workspaces_workspace w ON w.id = f.workspace_id
    WHERE f.token_hash = wanted AND w.deleted_at IS NULL;
    IF FOUND THEN
        PERFORM set_config('app.workspaces', workspace_id::text, true);
        RETURN NEXT;
    END IF;
END $$;
