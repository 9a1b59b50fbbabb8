/* The dialog's style. Colors and `--shadow` come from the launcher's sheet. */

import { SMALL_SCREEN } from "./frame.js";

export const STYLE = `
.dialog {
  position: absolute;
  inset: auto 0 74px auto;
  display: flex;
  flex-direction: column;
  width: min(400px, calc(100vw - 40px));
  height: min(660px, calc(100dvh - 114px));
  overflow: hidden;
  border-radius: min(var(--fd-radius), 28px);
  background: var(--surface);
  color: var(--text);
  box-shadow: var(--shadow);
  outline: 0;
  visibility: hidden;
  opacity: 0;
  transform: translateY(12px) scale(.98);
  transform-origin: 100% 100%;
  transition: opacity .18s ease-out, transform .18s ease-out, visibility .18s;
}
.dialog[data-open] { visibility: visible; opacity: 1; transform: none; transition: opacity .18s ease-out, transform .18s ease-out; } /* seen, so that it can take the focus, at once */
:host([data-position="bottom-left"]) .dialog { right: auto; left: 0; transform-origin: 0 100%; }

[hidden] { display: none !important; }
h2, h3, p, ol, ul, blockquote, pre { margin: 0; padding: 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.head { display: flex; align-items: center; gap: 4px; padding-block: 14px; padding-inline: 16px 12px; border-bottom: 1px solid var(--line); }
.who { flex: 1; min-width: 0; margin-inline-start: 8px; }
h2 { font-size: 16px; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who p { font-size: 13px; line-height: 1.3; color: var(--muted); }
.avatar { flex: none; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; overflow: hidden; background: var(--fd-primary); color: var(--fd-on-primary); font-size: 18px; font-weight: 650; text-transform: uppercase; }
.avatar img { width: 100%; height: 100%; object-fit: cover; }
.tool { display: grid; place-items: center; width: 36px; height: 36px; border-radius: 10px; color: var(--muted); }
.tool:hover { background: var(--raised); color: var(--text); }

.scroller { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px; scrollbar-width: thin; }
.scroller:focus-visible { outline-offset: -3px; }
.message { display: flex; flex-direction: column; align-items: flex-start; margin-block-end: 14px; animation: rise .2s ease-out both; }
.message.visitor { align-items: flex-end; }
.bubble { max-width: 88%; padding: 10px 14px; border-radius: 18px; overflow-wrap: anywhere; background: var(--raised); }
.agent .bubble, .visitor:dir(rtl) .bubble { border-radius: 18px 18px 18px 6px; }
.visitor .bubble, .agent:dir(rtl) .bubble { border-radius: 18px 18px 6px 18px; }
.visitor .bubble { background: var(--fd-primary); color: var(--fd-on-primary); white-space: pre-wrap; }

.bubble > * + * { margin-block-start: 8px; }
.bubble li { margin-block-start: 4px; margin-inline-start: 20px; }
.bubble li > * + * { margin-block-start: 4px; }
.bubble a { color: var(--accent); text-underline-offset: 2px; border-radius: 3px; }
.bubble code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; padding: 1px 4px; border-radius: 4px; background: var(--surface); }
.bubble pre { padding: 10px 12px; border-radius: 8px; overflow-x: auto; background: var(--surface); }
.bubble pre code { padding: 0; }
.bubble blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--line); color: var(--muted); }
.bubble hr { border: 0; border-block-start: 1px solid var(--line); }

.typing { display: flex; gap: 5px; padding: 8px 2px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--muted); animation: blink 1.2s infinite both; }
.typing i:nth-child(2) { animation-delay: .18s; }
.typing i:nth-child(3) { animation-delay: .36s; }
@keyframes blink { 0%, 70%, 100% { opacity: .3; } 35% { opacity: 1; transform: translateY(-3px); } }

.sources { max-width: 88%; margin-block-start: 6px; font-size: 13px; line-height: 1.45; }
.sources summary { display: flex; align-items: center; gap: 6px; width: fit-content; max-width: 100%; padding: 4px 8px; border-radius: 8px; color: var(--muted); cursor: pointer; list-style: none; }
.sources summary::-webkit-details-marker { display: none; }
.sources summary:hover { background: var(--raised); color: var(--text); }
.sources summary span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sources svg { flex: none; width: 16px; height: 16px; transition: transform .16s; }
.sources[open] summary svg:last-child { transform: rotate(180deg); }
.sources ol { list-style: none; }
.sources li { margin-block-start: 6px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
.sources b, .sources li span { display: block; }
.sources b { font-weight: 600; }
.sources li span { color: var(--muted); }
.sources q { display: -webkit-box; margin-block-start: 6px; color: var(--muted); overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 4; }

.by { padding-inline: 4px; font-size: 13px; color: var(--muted); }
.human .bubble { background: var(--surface); border: 1px solid var(--field); }
.event { margin-block: 0 14px; font-size: 13px; text-align: center; color: var(--muted); }
.rating { display: flex; flex-wrap: wrap; align-items: center; gap: 2px; width: 88%; margin-block-start: 2px; font-size: 13px; color: var(--muted); }
.rating div { flex-basis: 100%; }
.rating form { display: flex; align-items: flex-end; gap: 8px; margin-block-start: 4px; }
.thumb { padding: 6px; border-radius: 8px; }
.thumb svg { width: 16px; height: 16px; }
.thumb:hover, .thumb[aria-pressed="true"] { background: var(--raised); color: var(--accent); }
.thumb[aria-pressed="true"] path { fill: currentColor; }
.THUMBS_DOWN svg { transform: rotate(180deg); }
.message > .chip { margin-block-start: 8px; }

.chips { display: flex; flex-direction: column; align-items: flex-end; gap: 8px; }
.chip { padding: 8px 14px; border: 1px solid var(--field); border-radius: 18px; color: var(--accent); background: var(--surface); text-align: start; transition: background .12s; }
.chip:hover { background: var(--raised); border-color: var(--accent); }
.notice { display: flex; flex-wrap: wrap; align-items: center; gap: 10px; margin-block-end: 14px; padding: 12px 14px; border: 1px solid var(--line); border-inline-start: 3px solid #d9822b; border-radius: 10px; }
.notice p { flex: 1 1 200px; }

.composer { display: flex; align-items: flex-end; gap: 8px; margin: 0 12px 12px; padding: 5px; border: 1px solid var(--field); border-radius: min(calc(var(--fd-radius) + 6px), 24px); }
.composer:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
input, textarea { all: unset; box-sizing: border-box; flex: 1; width: 100%; min-width: 0; max-height: 132px; padding: 6px 8px; overflow-y: auto; font-size: 16px; line-height: 24px; overflow-wrap: anywhere; scrollbar-width: thin; }
textarea { white-space: pre-wrap; }
::placeholder { color: var(--muted); }
:placeholder-shown { direction: inherit; }
.escalation :is(input, textarea), .rating textarea { border: 1px solid var(--field); border-radius: 10px; }
:is(input, textarea):focus-visible { outline: 2px solid var(--accent); }
.composer textarea:focus-visible { outline: 0; }
.send { flex: none; display: grid; place-items: center; width: 36px; height: 36px; border-radius: min(var(--fd-radius), 18px); background: var(--fd-primary); color: var(--fd-on-primary); }
.send[aria-disabled="true"] { background: var(--raised); color: var(--muted); cursor: default; }

.escalation { flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column; gap: 14px; padding: 18px 16px; }
.escalation > p { color: var(--muted); }
h3 { font-size: 18px; font-weight: 650; line-height: 1.3; }
label { display: block; margin-block-end: 4px; font-weight: 600; }
.wrong { margin-block-start: 6px; color: var(--wrong) !important; font-size: 14px; }
.wrong:empty { display: none; }
[aria-invalid="true"] { border-color: var(--wrong) !important; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.primary { padding: 9px 18px; border-radius: 18px; background: var(--fd-primary); color: var(--fd-on-primary); font-weight: 600; }
.powered { margin: -4px 0 10px; font-size: 12px; line-height: 1; text-align: center; color: var(--muted); }

@media ${SMALL_SCREEN} {
  .dialog, :host([data-position]) .dialog { position: fixed; inset: var(--fd-top, 0) 0 auto; width: auto; height: var(--fd-height, 100dvh); border-radius: 0; }
  .launcher[aria-expanded="true"] { visibility: hidden; }
  .tool { width: 44px; height: 44px; }
  .dialog:not(:focus-within) .composer, .powered { margin-block-end: max(12px, env(safe-area-inset-bottom)); }
}
@media (forced-colors: active) {
  .dialog, .launcher, .note, .bubble, .send, .primary, .thumb[aria-pressed="true"] { border: 1px solid; }
  .chip:hover { border-color: Highlight; }
}
`;
