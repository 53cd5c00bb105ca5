"""The story list: its rows, its order, its views, and what keys do to stories."""
