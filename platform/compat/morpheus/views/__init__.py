"""The operations of the morpheus contract, one module per chapter."""
