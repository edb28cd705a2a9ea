#!/usr/bin/env python3
"""Runs a command, and a second time where the first failed: again.py COMMAND...

For tests against real servers, whose own stalls (a compaction, a ring that settles, a busy machine) are not Triptych's. What
is wrong in Triptych is wrong both times; the output of both stays in the log. 77, skipped, is no failure."""
import subprocess
import sys

status = subprocess.call(sys.argv[1:])
if status not in (0, 77):
    print(f'again.py: ended with {status}; once more', flush=True)
    status = subprocess.call(sys.argv[1:])
sys.exit(status if status >= 0 else 1)
