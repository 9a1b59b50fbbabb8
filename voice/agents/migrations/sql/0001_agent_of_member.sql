-- The settings of an agent in any of the member's workspaces, as a JSON object: found by its own id,
-- or by the id of the agent that it is a copy of.
CREATE OR REPLACE FUNCTION agent_of_member(member bigint, wanted uuid)
RETURNS TABLE (allowed_ips varchar[], recipe text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.allowed_ips,
           json_build_object(
               'name', a.name, 'description', a.description, 'agent_type', a.agent_type,
               'behavior_settings', a.behavior_settings, 'response_config', a.response_config,
               'conversation_rules', a.conversation_rules,
               'greeting_message', a.greeting_message, 'fallback_message', a.fallback_message
           )::text
    FROM agents_agent a
    JOIN workspaces_workspace w ON w.id = a.workspace_id
    JOIN workspaces_membership m ON m.workspace_id = w.id
    WHERE m.user_id = member AND (a.uuid = wanted OR a.copied_from_uuid = wanted)
      AND a.status <> 'ARCHIVED' AND w.deleted_at IS NULL AND w.suspended_at IS NULL
    ORDER BY a.uuid = wanted DESC, a.id LIMIT 1
$$;
