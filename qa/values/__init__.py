"""What a short answer says: its numbers, units, dates and times, and whether that is asked for.

It may import nothing of this package.
It doesn't know where the words come from.
"""
