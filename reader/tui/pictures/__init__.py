"""Pictures in an article and one alone, drawn as well as the terminal can."""
