"""Backups: whole copies of the library in a folder beside it, made while others read and write, and put back.

copying     one copy of a library: whole, sound and in its place at once, or not there at all
collection  the backups in the folder: their names, when one is due, how many are kept
contents    what a backup holds, and whether it is sound
restoring   the content of a backup put in the library's place
"""
