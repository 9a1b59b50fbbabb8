/* How the widget looks and behaves: what the page asks for, else the agent's configuration. */

export const DEFAULT_COLOR = "#0f5c4a";

const DEFAULTS = {
  appearance: {
    theme: "light",
    primary_color: DEFAULT_COLOR,
    border_radius: 16,
    position: "bottom-right",
  },
  behavior: {
    greeting_enabled: true,
    greeting_delay: 3000, // milliseconds
    greeting_message: "",
    suggested_questions: [],
    show_sources: true,
    feedback_enabled: true,
    escalation_enabled: true,
    language: "auto",
  },
  branding: { show_powered_by: false, avatar_url: "" },
};

/** The configuration; init's `greetingDelay` goes before `behavior.greeting_delay`, and so on. */
export function configured(config, settings) {
  const result = { ...config };
  for (const [group, defaults] of Object.entries(DEFAULTS)) {
    result[group] = { ...defaults, ...config[group] };
    for (const [name, usual] of Object.entries(defaults)) {
      const wish = settings[name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())];
      if (wish !== undefined) result[group][name] = alike(usual, wish);
    }
  }
  return result;
}

/** Attributes of the script tag are text, whatever they mean. */
function alike(usual, wish) {
  if (typeof wish !== "string") return wish;
  if (typeof usual === "boolean") return wish !== "false";
  if (typeof usual === "number") return Number.isFinite(Number(wish)) ? Number(wish) : usual;
  if (Array.isArray(usual)) return wish.split("|").filter((part) => part.trim());
  return wish;
}
