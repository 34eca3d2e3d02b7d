"""What makes the site out of lectures, assignments and the pages in `docs/`. `docs/build.py` is its command."""
