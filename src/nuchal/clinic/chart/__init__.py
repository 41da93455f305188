"""The chart: one page per episode that asks, shows what follows, and says why."""
