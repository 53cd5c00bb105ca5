"""The terminal interface: panes, keys and screens on Textual.

The widgets know model types, and get data through callbacks and messages; the main screen is the only controller.
"""
