"""Where student code runs: behind a wall (`wall`), in one forked, confined process per submission.

Trusted side: `wall` (the bubblewrap command line), `jailer` (starts and kills), `limits` (what a submission may use).
Inside: `zygote` (one warm process), `confine` (its children's own walls), `shell` (cells), `server` (calls).
"""
