/* The agent's color, made readable: WCAG 2.2 asks for a contrast of 4.5 between text and ground. */

/** @typedef {number[]} Rgb three bytes */

export const DEFAULT_COLOR = "#0f5c4a";

const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const LIGHT_SURFACE = [240, 240, 242]; // the darkest light ground and the lightest dark one
const DARK_SURFACE = [46, 48, 54]; // that the widget puts colored text on
const MIN_CONTRAST = 4.5;

/** @param {Rgb} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {Rgb} a
 * @param {Rgb} b
 */
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The color, moved towards `target` no further than it takes to be read on `surface`.
 * @param {Rgb} rgb
 * @param {Rgb} surface
 * @param {Rgb} target
 */
function readable(rgb, surface, target) {
  let shade = rgb;
  for (let step = 1; step <= 20 && contrast(shade, surface) < MIN_CONTRAST; step++) {
    shade = rgb.map((byte, i) => Math.round(byte + ((target[i] - byte) * step) / 20));
  }
  return shade;
}

/**
 * CSS colors by name for `hex` (#rgb or #rrggbb), or for the default color when it is neither.
 * @param {string} hex
 */
export function palette(hex) {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(hex)?.[1] ?? DEFAULT_COLOR.slice(1);
  const pairs = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const primary = [0, 2, 4].map((start) => parseInt(pairs.slice(start, start + 2), 16));
  const shades = {
    primary,
    "on-primary": contrast(primary, WHITE) >= MIN_CONTRAST ? WHITE : BLACK,
    "accent-light": readable(primary, LIGHT_SURFACE, BLACK),
    "accent-dark": readable(primary, DARK_SURFACE, WHITE),
  };
  return Object.entries(shades).map(([name, rgb]) => [name, `rgb(${rgb.join(" ")})`]);
}
