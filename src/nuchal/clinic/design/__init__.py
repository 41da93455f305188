"""How the clinic looks, speaks and moves: templates, styles, icons and small scripts. Nothing clinical is decided here."""
