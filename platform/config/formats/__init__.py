"""How dates are written, by language; found by `FORMAT_MODULE_PATH`."""
