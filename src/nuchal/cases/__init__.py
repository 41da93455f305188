"""Cases on paper: people that clinicians wrote down, and whether the engine agrees with them."""
