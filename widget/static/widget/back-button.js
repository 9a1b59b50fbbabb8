/* The browser's back button closes a dialog that covers the page, as visitors of phones expect. */

const MARK = "frontdesk";

/**
 * While it is armed, one entry of the history stands for the open dialog. The entry keeps the page's own
 * state, so that the page's router takes it for the page that is shown.
 * @param {{ close: () => void, signal: AbortSignal }} options
 */
export function createBackButton({ close, signal }) {
  let isArmed = false;
  const isOnTop = () => Boolean(history.state?.[MARK]);

  addEventListener(
    "popstate",
    () => {
      if (!isArmed || isOnTop()) return;
      isArmed = false;
      close();
    },
    { signal },
  );

  return {
    arm() {
      isArmed = true;
      if (isOnTop()) return; // the page was reloaded while the dialog was open
      try {
        history.pushState({ ...history.state, [MARK]: true }, "");
      } catch {
        isArmed = false; // a sandboxed document, or one that changed its history too often
      }
    },
    /** Takes the entry back, unless the page has moved on from it. */
    disarm() {
      if (isArmed && isOnTop()) history.back();
      isArmed = false;
    },
  };
}
