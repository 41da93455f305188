"""
Does a probability mean what it says, is the right structure near the top, and does any danger pass?

Measured on synthetic clients with known truth and on published cases, and written down as one page.
"""
