"""Who read, wrote, overrode or exported what, and when: a chain that shows where it was broken."""
