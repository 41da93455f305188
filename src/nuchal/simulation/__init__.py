"""
Synthetic clients whose truth is known: what is really active, which kind of headache it is, what danger there is.

They are drawn from the same knowledge that the engine reasons with. So they tell whether a probability means what it
says and whether no danger passes; they cannot tell whether the knowledge is right.
"""
