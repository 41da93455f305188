"""How the clinic looks, speaks and moves: templates, styles, icons small scripts. Nothing clinical is decided here."""
