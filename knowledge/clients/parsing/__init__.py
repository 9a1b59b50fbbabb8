"""Files as text. `sandbox.parse_file` is the door; the parsers themselves run in its subprocess.

Importing this package costs nothing: the subprocess starts for every document.
"""
