"""The exam: palpation on the plates, movement, tests, jaw, nerves and pressure, posture; the ranking moves as they land."""
