"""What an owner and whoever runs the server look at: who did what, and whether everything is in place."""
