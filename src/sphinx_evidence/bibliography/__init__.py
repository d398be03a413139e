"""The one reader of bibliography files."""
