"""What is not the story: endings, paywalls, teasers, trackers."""
