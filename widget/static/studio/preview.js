/* Shows the widget as the address says: what follows # are init's options, and whether it is open. */
(() => {
  "use strict";

  const trouble = document.querySelector("#trouble");
  const wish = location.hash.length > 1 && JSON.parse(decodeURIComponent(location.hash.slice(1)));

  addEventListener("hashchange", () => location.reload());
  if (!wish) {
    trouble.textContent = "Enter an agent and its key to see it here.";
    return;
  }
  const { isOpen, ...options } = wish;
  sessionStorage.removeItem(`frontdesk:greeted:${options.agentId}`); // greet each time
  window.Frontdesk.on("error", ({ detail }) => (trouble.textContent = detail));
  window.Frontdesk.init(options);
  if (isOpen) window.Frontdesk.open();
})();
