/* What a screen reader is told of an answer while it is written: each sentence once, when finished. */

import { make } from "./dom.js";
import { markdown } from "./markdown.js";

export function createAnnouncer(language) {
  const region = make("div", {
    class: "hidden",
    "aria-live": "polite",
    "aria-relevant": "additions",
  });
  const segmenter =
    window.Intl?.Segmenter && new Intl.Segmenter(language, { granularity: "sentence" });
  let current = null;
  let told = 0; // characters of the current text

  const sentences = (text) =>
    segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [text];

  function tell(text) {
    const words = markdown(text).map((node) => node.textContent.trim());
    const spoken = words.filter(Boolean).join(" ");
    if (spoken) region.append(make("p", { dir: "auto" }, spoken));
  }

  return {
    region,

    /** `key` names the text, `author` is told before it; the end of a text may still grow. */
    follow(key, author, text, isFinished) {
      if (key !== current) {
        current = key;
        told = 0;
        region.replaceChildren(make("p", {}, author));
      }
      const pieces = sentences(text.slice(told));
      if (!isFinished) pieces.pop();
      let sentence = "";
      for (const piece of pieces) {
        sentence += piece;
        if (!/\p{L}/u.test(sentence)) continue; // the "1." of a list is none by itself
        tell(sentence);
        told += sentence.length;
        sentence = "";
      }
      if (isFinished) {
        tell(sentence);
        told = text.length;
      }
    },
  };
}
