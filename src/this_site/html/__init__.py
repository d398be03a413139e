"""How pages are put into HTML here, beyond what the theme does."""
