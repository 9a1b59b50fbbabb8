/* The sources of an answer, collapsed below it. */

import { icon, make } from "./dom.js";

/** @import { Labels, Source } from "../../types" */

const PAGE = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";

/**
 * @param {Source[]} sources
 * @param {Labels} labels
 */
export function sourceList(sources, labels) {
  /** @param {Source} source */
  const pageOf = ({ page }) => (page ? labels.page.replace("{page}", String(page)) : "");
  const first = [sources[0].title, pageOf(sources[0])].filter(Boolean).join(", ");
  const more = sources.length > 1 ? ` +${sources.length - 1}` : "";
  const items = sources.map((source) => {
    const location = [pageOf(source), source.heading].filter(Boolean).join(" · ");
    return make(
      "li",
      { dir: "auto" },
      make("b", {}, source.title),
      ...(location ? [make("span", {}, location)] : []),
      ...(source.chunk_preview ? [make("q", {}, source.chunk_preview)] : []),
    );
  });
  return make(
    "details",
    { class: "sources" },
    make(
      "summary",
      {},
      icon(PAGE),
      make("span", { dir: "auto" }, `${labels.source} ${first}${more}`),
      icon("M8 10l4 4 4-4"),
    ),
    make("ol", {}, ...items),
  );
}
