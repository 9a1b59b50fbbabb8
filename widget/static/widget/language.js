/* The language that the widget speaks, and its words, of which only one language is ever fetched. */

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "ja"];
const RIGHT_TO_LEFT = ["ar"];

/**
 * The first that there are words for: of init, the agent's, the page's, the browser's. `labels` of
 * init go before the words.
 */
export async function speak({ behavior }, { labels }) {
  const wishes = [behavior.language, document.documentElement.lang, ...(navigator.languages || [])];
  const code =
    wishes
      .map((wish) => String(wish).toLowerCase().split(/[-_]/)[0])
      .find((wish) => LANGUAGES.includes(wish)) || "en";
  const { default: words } = await import(`./languages/${code}.js`);
  const direction = RIGHT_TO_LEFT.includes(code) ? "rtl" : "ltr";
  return { code, direction, labels: { ...words, ...labels } };
}
