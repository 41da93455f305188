"""Letters, plans, programmes and referrals of an episode, written on the spot from what is known."""
