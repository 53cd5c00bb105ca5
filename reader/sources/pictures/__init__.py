"""Pictures made small and harmless, and kept.

formats    the format and size of a picture, from its first bytes
shrinking  decoded, made small
cache      the folder they are kept in
"""
