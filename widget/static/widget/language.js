/* The language that the widget speaks, and its labels, of which only one language is ever fetched. */

/** @import { Config, Labels, Language, Settings } from "../../types" */

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "ja"];
const RIGHT_TO_LEFT = ["ar"];

/**
 * The first that there are labels for: of init, the agent's, the page's, the browser's. `labels` of
 * init override the language's.
 * @param {Config} config
 * @param {Settings} settings
 * @returns {Promise<Language>}
 */
export async function loadLanguage({ behavior }, settings) {
  const wanted = [behavior.language, document.documentElement.lang, ...(navigator.languages || [])];
  const code =
    wanted
      .map((language) => String(language).toLowerCase().split(/[-_]/)[0])
      .find((language) => LANGUAGES.includes(language)) || "en";
  /** @type {{ default: Labels }} */
  const { default: labels } = await import(`./languages/${code}.js`);
  const direction = RIGHT_TO_LEFT.includes(code) ? "rtl" : "ltr";
  return { code, direction, labels: { ...labels, ...settings.labels } };
}
