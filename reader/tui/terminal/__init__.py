"""The terminal of the interface: taken, lent, and given back on every way out.

driver    takes the terminal and gives it back whole, whatever happens
columns   sets the column anew after text whose cells terminals count differently
endings   the signals that end the program: what was done is kept, the terminal given back
job       stopping and going on together with all of the shell's job
lending   runs a pager, an editor or a player with the terminal to itself

Must not know what is shown.
"""
