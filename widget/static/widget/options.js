/* Appearance and behavior: the page's options, else the agent's configuration. */

import { DEFAULT_COLOR } from "./colors.js";

/** @import { Config, Settings } from "../../types" */

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

/**
 * The configuration; init's `greetingDelay` overrides `behavior.greeting_delay`, and so on.
 * @param {Config} config
 * @param {Settings} settings
 * @returns {Config}
 */
export function mergeConfig(config, settings) {
  return {
    ...config,
    appearance: mergeGroup(DEFAULTS.appearance, config.appearance, settings),
    behavior: mergeGroup(DEFAULTS.behavior, config.behavior, settings),
    branding: mergeGroup(DEFAULTS.branding, config.branding, settings),
  };
}

/**
 * @template {object} Group
 * @param {{ [Name in keyof Group]: unknown }} defaults
 * @param {Group} configured
 * @param {Settings} settings
 * @returns {Group}
 */
function mergeGroup(defaults, configured, settings) {
  const overrides = Object.entries(defaults)
    .map(([name, usual]) => [name, coerce(usual, settings[camelCase(name)])])
    .filter(([, value]) => value !== undefined);
  return { ...defaults, ...configured, ...Object.fromEntries(overrides) };
}

/** @param {string} name */
const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/**
 * Converts `value` to the type of `usual`: attributes of the script tag are always text.
 * @param {unknown} usual
 * @param {unknown} value
 */
function coerce(usual, value) {
  if (typeof value !== "string") return value;
  if (typeof usual === "boolean") return value !== "false";
  if (typeof usual === "number") return Number.isFinite(Number(value)) ? Number(value) : usual;
  if (Array.isArray(usual)) return value.split("|").filter((part) => part.trim());
  return value;
}
