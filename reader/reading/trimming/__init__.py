"""What is not the story, and how it is told from it.

endings   what a text ends with: the publisher's notices and buttons, a paywall's notice, a link to the rest
trackers  addresses without the parameters that follow people around; pictures that only count readers
"""
