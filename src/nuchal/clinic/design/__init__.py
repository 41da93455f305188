"""Components, icons and styles; nothing clinical."""
