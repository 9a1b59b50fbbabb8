/* Custom properties named --fd-* are set on the host; a page may set --frontdesk-font. */

export const STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  inset: auto 20px 20px auto !important;
  z-index: 2147483000 !important;
  --surface: #fff;
  --raised: #f0f0f2;
  --text: #1a1b1f;
  --muted: #5c5e68;
  --line: #dfdfe4;
  --field: #85878f;
  --wrong: #b3261e;
  --accent: var(--fd-accent-light);
  --shadow: 0 0 0 1px rgb(20 20 30 / .06), 0 12px 48px rgb(20 20 30 / .2);
  color-scheme: light;
}
:host([data-theme="dark"]) {
  --surface: #1b1c20;
  --raised: #2e3036;
  --text: #f1f1f4;
  --muted: #b0b2bc;
  --line: #3a3c44;
  --field: #81848f;
  --wrong: #ffb4ab;
  --accent: var(--fd-accent-dark);
  --shadow: 0 0 0 1px rgb(255 255 255 / .1), 0 12px 48px rgb(0 0 0 / .6);
  color-scheme: dark;
}
:host([data-position="bottom-left"]) { inset: auto auto 20px 20px !important; }

*, ::before, ::after { box-sizing: border-box; }
:host { font: 15px/1.5 var(--frontdesk-font, system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif) !important; color: var(--text) !important; }
button { all: unset; box-sizing: border-box; cursor: pointer; -webkit-tap-highlight-color: transparent; }
svg { display: block; width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.launcher {
  position: relative;
  display: grid;
  place-items: center;
  width: 60px;
  height: 60px;
  border-radius: 50%;
  border: 1px solid rgb(255 255 255 / .3);
  background: var(--fd-primary);
  color: var(--fd-on-primary);
  box-shadow: 0 2px 6px rgb(0 0 0 / .2), 0 10px 28px rgb(0 0 0 / .22);
  transition: transform .16s ease-out;
}
.launcher:hover { transform: scale(1.05); }
.launcher:active { transform: scale(.96); }
.launcher svg { grid-area: 1 / 1; width: 28px; height: 28px; transition: opacity .16s, transform .16s; }
.launcher[aria-expanded="true"] svg:first-child,
.launcher[aria-expanded="false"] svg:last-child { opacity: 0; transform: rotate(45deg) scale(.6); }
.launcher[data-unread]::after {
  content: "";
  position: absolute;
  inset-block-start: 0;
  inset-inline-end: 0;
  width: 16px;
  height: 16px;
  border-radius: 50%;
  border: 2px solid #fff;
  background: #d92d20;
}

.note {
  position: absolute;
  inset: auto 0 74px auto;
  display: flex;
  width: max-content;
  max-width: min(280px, calc(100vw - 40px));
  border-radius: min(var(--fd-radius), 18px);
  background: var(--surface);
  box-shadow: var(--shadow);
  animation: rise .3s ease-out both;
}
:host([data-position="bottom-left"]) .note { right: auto; left: 0; }
.note button { padding: 12px 4px 12px 16px; border-radius: inherit; text-align: start; }
.note button:last-child { flex: none; align-self: start; padding: 12px; color: var(--muted); }
.note svg { width: 16px; }

@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media print { :host { display: none !important; } }
`;
