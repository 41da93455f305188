"""Steps of the database schema, in order."""
