"""Who may see and do what: roles as data, and the one door to the rows of a client."""
