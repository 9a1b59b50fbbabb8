/* Shows the widget with the options of init given after #, open or closed. */
(() => {
  "use strict";

  const fragment = location.hash.slice(1);

  /** @param {string} text */
  function showError(text) {
    const line = document.querySelector("#trouble");
    if (line) line.textContent = text;
  }

  addEventListener("hashchange", () => location.reload());
  if (!fragment) {
    showError("Enter an agent and its key to see it here.");
    return;
  }
  const { isOpen, ...options } = JSON.parse(decodeURIComponent(fragment));
  sessionStorage.removeItem(`frontdesk:greeted:${options.agentId}`); // greet each time
  window.Frontdesk.on("error", ({ detail }) => showError(detail));
  window.Frontdesk.init(options);
  if (isOpen) window.Frontdesk.open();
})();
