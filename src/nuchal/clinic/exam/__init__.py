"""The exam: palpation on the plates, movement, tests, jaw, nerves, posture; the ranking moves as findings land."""
