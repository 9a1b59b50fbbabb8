/* A page in a frame tells the page around it how tall it is, which only it can know. */

export function tellHeight() {
  if (window.parent === window || !document.body.classList.contains("embedded")) {
    return;
  }
  new ResizeObserver(() => {
    const height = document.documentElement.offsetHeight;
    window.parent.postMessage({ type: "frontdesk:height", height }, "*"); // a height is no secret
  }).observe(document.body);
}
