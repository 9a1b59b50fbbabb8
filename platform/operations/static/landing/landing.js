/* The landing page's controls: they open the widget and ask the agent's suggested questions. */
(() => {
  "use strict";

  const bell = document.querySelector("[data-bell]");
  const list = document.querySelector("[data-questions]");
  /** @type {HTMLElement | null} */
  const invitation = document.querySelector("#try");
  const errorText = document.querySelector("[data-trouble]");
  if (!bell || !list || !invitation || !errorText) return; // there is no demo

  window.Frontdesk.on("ready", ({ config }) => {
    const questions = config.behavior.suggested_questions;
    errorText.textContent = "";
    invitation.hidden = !questions.length;
    for (const question of questions) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = question;
      button.addEventListener("click", () => window.Frontdesk.sendMessage(question));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    document.body.dataset.demo = "ready";
  });

  window.Frontdesk.on("error", ({ detail }) => {
    if (document.body.dataset.demo) return; // the widget itself shows the error
    errorText.textContent = `The demo desk does not answer at the moment: ${detail}.`;
  });

  for (const control of document.querySelectorAll("[data-open]")) {
    control.addEventListener("click", () => {
      bell.classList.remove("ringing");
      requestAnimationFrame(() => bell.classList.add("ringing"));
      window.Frontdesk.open();
    });
  }
})();
