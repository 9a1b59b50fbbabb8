"""A calendar's color, made readable: WCAG 2.2 asks for a contrast of 4.5 of text to its ground."""

from __future__ import annotations

import re
from functools import lru_cache

DEFAULT_COLOR = "#1d4ed8"
MIN_CONTRAST = 4.5
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
# Of booking.css: the darkest light ground and the lightest dark one that colored text stands on.
LIGHT_GROUND, DARK_GROUND = (238, 240, 242), (42, 47, 52)

Rgb = tuple[int, ...]


@lru_cache(maxsize=512)
def style_of(color: str) -> str:
    """The style sheet that brands a page; `color` is #rrggbb."""
    digits = color[1:] if re.fullmatch(r"#[\da-fA-F]{6}", color) else DEFAULT_COLOR[1:]
    brand = tuple(bytes.fromhex(digits))
    on_brand = WHITE if contrast(brand, WHITE) >= MIN_CONTRAST else BLACK
    light, dark = _readable(brand, LIGHT_GROUND, BLACK), _readable(brand, DARK_GROUND, WHITE)
    return (
        f":root{{--brand:{_css(brand)};--on-brand:{_css(on_brand)};--accent:{_css(light)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{_css(dark)}}}}}"
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


def _luminance(rgb: Rgb) -> float:
    shares = [byte / 255 for byte in rgb]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(rgb: Rgb, ground: Rgb, target: Rgb) -> Rgb:
    """The color, moved towards `target` no further than it takes to be read on `ground`."""
    shade = rgb
    for step in range(1, 21):
        if contrast(shade, ground) >= MIN_CONTRAST:
            break
        shade = tuple(
            round(byte + (to - byte) * step / 20) for byte, to in zip(rgb, target, strict=True)
        )
    return shade


def _css(rgb: Rgb) -> str:
    return f"#{bytes(rgb).hex()}"
