"""The sidebar, feed health, adding feeds and refreshing them."""
