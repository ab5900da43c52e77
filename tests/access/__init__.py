"""Who may do what: every address as everybody, about own, foreign and hidden objects.

`world` builds one small portal, `addresses` says which object an address is about, `asking` asks
them all, and `matrix.csv` holds the answers that are right; `comparing` holds the two together. A
new address needs a line in `addresses`, if it is about an object, and its rows in `matrix.csv`: the
failing test prints them as the portal answers now, to be read before they are put in.
"""
