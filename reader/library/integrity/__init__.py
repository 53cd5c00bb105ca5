"""Whether the library is sound: what is wrong with it, mending what can be mended, and rescuing what can be read.

soundness       everything that can be wrong with an open library, in words, and mending it
schema_parts    tables, indexes and triggers that are missing, and making the latter anew
counts          the counts that triggers keep, compared with counting
values          texts that are none, and values nobody wrote
search_index    the index compared with the stories
surroundings    the folder, the disk, the permissions and the files beside the library's
pages           the pages of a damaged file, read without SQLite
records         rows as they stand in pages
salvage         which rows a damaged file still has, table by table
stand_ins       rows that are lost, made again from what else knows of them
journal_replay  tags, notes and marks as the journal tells of them
rescue          a new library from what a damaged one still has
"""
