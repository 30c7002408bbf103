"""What refusals say, in the languages of Sendcloud's markets: things, faults, whole phrases and names of fields. Pure.

A word alone decides nothing ("length", "country", "address"): either a phrase does that can mean one thing only, or a
thing with a fault near it in the same sentence. All of it is written as `folding.fold` leaves a text.
"""
