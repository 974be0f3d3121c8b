"""How do browsers ask for an explanation?"""

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
"""What Firefox sends; Chromium's differs in what it says of images alone."""
