"""Development only: draws the pictures of the exercises from the CC0 mesh. Nuchal itself never imports this."""
