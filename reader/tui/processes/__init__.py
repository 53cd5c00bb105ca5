"""Other programs: our own child processes and what they say, the browser, pagers, editors and players."""
