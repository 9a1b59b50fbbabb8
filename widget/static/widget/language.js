/* The widget's language and labels; only one language is ever fetched. */

/** @import { Config, Labels, Language, Settings } from "../../types" */

const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "ja"];
const RIGHT_TO_LEFT = ["ar"];

/**
 * The first language with labels: of init, the agent, the page, the browser. `labels` of
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
