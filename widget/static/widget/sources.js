/* Where an answer comes from, folded away below it. */

import { icon, make } from "./dom.js";

const PAGE = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";

export function sourceList(sources, labels) {
  const place = ({ title, page }) => [title, page && labels.page.replace("{page}", page)];
  const first = place(sources[0]).filter(Boolean).join(", ");
  const more = sources.length > 1 ? ` +${sources.length - 1}` : "";
  const items = sources.map((source) => {
    const [title, page] = place(source);
    const where = [page, source.heading].filter(Boolean).join(" · ");
    return make(
      "li",
      { dir: "auto" },
      make("b", {}, title),
      ...(where ? [make("span", {}, where)] : []),
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
