-- The hosts of a calendar, and when they are taken within a range: one row for each host, seat, and
-- whether the calendar itself has taken the time (null: nothing is taken). What others moved in a
-- calendar elsewhere takes both of its times until somebody decides.
--
-- Runs as the owner of the tables, because row-level security keeps PostgreSQL from using the index
-- on ranges, whose operator is not leakproof: it would read everything that a host was ever booked
-- for. It checks the tenant itself: only hosts of the workspaces in scope are read.
CREATE OR REPLACE FUNCTION taken_times(
    of_calendar bigint, begins timestamptz, ends timestamptz, at timestamptz,
    but_appointment bigint, but_hold bigint
)
RETURNS TABLE (host_id bigint, assigned int, own boolean, seat int, starts bigint[],
               stops bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    scope bigint[] := string_to_array(nullif(current_setting('app.workspaces', true), ''), ',');
BEGIN
    RETURN QUERY
    SELECT place.host_id, place.assigned, taken.own, taken.seat,
           array_agg(extract(epoch FROM taken.since)::bigint ORDER BY taken.since),
           array_agg(extract(epoch FROM taken.until)::bigint ORDER BY taken.since)
    FROM scheduling_calendarhost place
    LEFT JOIN LATERAL (
        SELECT r.calendar_id = of_calendar AS own, r.seat::int AS seat,
               lower(r.busy) AS since, upper(r.busy) AS until
        FROM scheduling_reservation r
        WHERE r.host_id = place.host_id AND r.is_active AND r.busy && tstzrange(begins, ends)
          AND (r.expires_at IS NULL OR r.expires_at > at)
          AND r.appointment_id IS DISTINCT FROM but_appointment
          AND r.hold_id IS DISTINCT FROM but_hold
        UNION ALL
        SELECT false, 0, b.starts_at, b.ends_at
        FROM scheduling_busytime b
        WHERE b.host_id = place.host_id AND b.ends_at > begins AND b.starts_at < ends
        UNION ALL
        SELECT false, 0, e.seen_starts_at, e.seen_ends_at
        FROM scheduling_outsideevent e
        JOIN scheduling_calendarconnection c ON c.id = e.connection_id
        WHERE e.workspace_id = place.workspace_id AND NOT (e.conflict = '')
          AND e.conflict = 'MOVED' AND c.host_id = place.host_id
          AND e.seen_ends_at > begins AND e.seen_starts_at < ends
          AND e.appointment_id IS DISTINCT FROM but_appointment
    ) taken ON true
    WHERE place.calendar_id = of_calendar AND place.workspace_id = ANY (scope)
    GROUP BY place.host_id, place.assigned, taken.own, taken.seat
    ORDER BY place.host_id;
END $$;
