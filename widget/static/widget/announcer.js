/* Announces an answer to screen readers while it streams: each sentence once, when finished. */

import { make } from "./dom.js";
import { markdown } from "./markdown.js";

/** @param {string} language */
export function createAnnouncer(language) {
  const region = make("div", {
    class: "hidden",
    "aria-live": "polite",
    "aria-relevant": "additions",
  });
  const segmenter =
    window.Intl?.Segmenter && new Intl.Segmenter(language, { granularity: "sentence" });
  /** @type {string | null} */
  let currentKey = null;
  let announcedLength = 0; // characters of the current text

  /** @param {string} text */
  const splitSentences = (text) =>
    segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [text];

  /** @param {string} text */
  function announce(text) {
    const words = markdown(text).map((node) => node.textContent.trim());
    const spoken = words.filter(Boolean).join(" ");
    if (spoken) region.append(make("p", { dir: "auto" }, spoken));
  }

  return {
    region,

    /** Takes back what a screen reader has not read yet. */
    clear() {
      currentKey = null;
      region.replaceChildren();
    },

    /**
     * Announces the new part of a text that may still grow.
     * @param {string} key names the text
     * @param {string} author is announced before it
     * @param {string} text
     * @param {boolean} [isFinished]
     */
    follow(key, author, text, isFinished) {
      if (key !== currentKey) {
        currentKey = key;
        announcedLength = 0;
        region.replaceChildren(make("p", {}, author));
      }
      const pieces = splitSentences(text.slice(announcedLength));
      if (!isFinished) pieces.pop();
      let sentence = "";
      for (const piece of pieces) {
        sentence += piece;
        if (!/\p{L}/u.test(sentence)) continue; // the "1." of a list is no sentence
        announce(sentence);
        announcedLength += sentence.length;
        sentence = "";
      }
      if (isFinished) {
        announce(sentence);
        announcedLength = text.length;
      }
    },
  };
}
