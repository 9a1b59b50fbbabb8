"""The operations of the morpheus contract, one module a chapter."""
