/* The round button in the corner, the greeting beside it, and the theme both share with the dialog. */

import { palette } from "./colors.js";
import { adoptStyle, icon, keep, make, recall } from "./dom.js";
import { STYLE } from "./launcher-style.js";

const POSITIONS = ["bottom-right", "bottom-left"];
const DEFAULT_COLOR = "#0f5c4a";
const LABELS = {
  open: "Open chat with {name}",
  close: "Close chat",
  unread: "New answer. ",
  dismiss: "Dismiss",
  unavailable: "The chat could not be loaded. Try again",
};

export function createLauncher({ config, settings, toggle, open, prefetch }) {
  const labels = { ...LABELS, ...settings.labels };
  const openLabel = labels.open.replace("{name}", () => config.agent_name);
  const host = createHost(config.appearance || {}, settings);
  const root = host.attachShadow({ mode: "open" });
  adoptStyle(root, STYLE);

  const button = make(
    "button",
    {
      type: "button",
      class: "launcher",
      "aria-label": openLabel,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: toggle,
      onpointerenter: prefetch,
      onfocus: prefetch,
    },
    icon("M21 11.5a8.4 8.4 0 0 1-12.1 7.5L3.5 20.5 5 15.2A8.4 8.4 0 1 1 21 11.5Z"),
    icon("M6 9.5l6 6 6-6"),
  );
  const corner = make("div", { class: "corner" }, button);
  root.append(corner);
  document.body.append(host);

  const { greeting_enabled, greeting_delay, greeting_message } = config.behavior || {};
  const greeted = `frontdesk:greeted:${settings.agentId}`;
  let note = null;
  let timer = 0;
  if (greeting_enabled && greeting_message && !recall("sessionStorage", greeted)) {
    timer = setTimeout(() => showNote(greeting_message), greeting_delay ?? 3000);
  }

  function showNote(text) {
    dropNote();
    note = make(
      "div",
      { class: "note", role: "status" },
      make("button", { type: "button", dir: "auto", onclick: open }, text),
      make(
        "button",
        { type: "button", "aria-label": labels.dismiss, onclick: dismiss },
        icon("M7 7l10 10M17 7L7 17"),
      ),
    );
    corner.prepend(note);
  }

  function dropNote() {
    clearTimeout(timer);
    note?.remove();
  }

  function dismiss() {
    dropNote();
    keep("sessionStorage", greeted, true); // once per visit is enough
    button.focus();
  }

  return {
    host,
    root,
    button,
    showOpen(isOpen) {
      button.setAttribute("aria-expanded", isOpen);
      button.setAttribute("aria-label", isOpen ? labels.close : openLabel);
      button.toggleAttribute("data-unread", false);
      if (isOpen) {
        dropNote();
        keep("sessionStorage", greeted, true);
      }
    },
    showFailure() {
      showNote(labels.unavailable);
    },
    showUnread() {
      button.toggleAttribute("data-unread", true);
      button.setAttribute("aria-label", labels.unread + openLabel);
    },
  };
}

function createHost(look, settings) {
  const host = document.createElement("frontdesk-widget");
  const position = settings.position || look.position;
  host.dataset.position = POSITIONS.includes(position) ? position : POSITIONS[0];
  host.style.setProperty("--fd-radius", `${Number(look.border_radius ?? 16)}px`);
  for (const [name, color] of palette(look.primary_color) || palette(DEFAULT_COLOR)) {
    host.style.setProperty(`--fd-${name}`, color);
  }

  const theme = settings.theme || look.theme;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => {
    const isDark = theme === "dark" || (theme === "auto" && dark.matches);
    host.dataset.theme = isDark ? "dark" : "light";
  };
  dark.addEventListener("change", applyTheme);
  applyTheme();
  return host;
}
