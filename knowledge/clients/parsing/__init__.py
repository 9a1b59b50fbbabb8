"""Text of files. `sandbox.parse_file` is the entry point; the parsers run in its subprocess.

This package imports nothing heavy, since the subprocess starts for every document.
"""
