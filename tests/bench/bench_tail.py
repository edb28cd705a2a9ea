#!/usr/bin/env python3
"""The explorer following a busy Loki: bench_tail.py BENCH_GUI_TAIL [--minutes N] [--rate LINES]

Starts the real Loki (packaging/servers installs it) and writes lines to it, 5,000 a second unless told, for so many minutes,
while the explorer follows them. Prints how many lines were written and seen, the explorer's memory (MiB) at each sixteenth
of the time, and the longest time its window could not answer."""
import argparse
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'live'))
import servers  # noqa: E402

PUSHES = 10  # a second


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program')
    parser.add_argument('--minutes', type=float, default=10)
    parser.add_argument('--rate', type=int, default=5000)
    parser.add_argument('--watch', action='store_true', help='tell the lines seen every ten seconds')
    given = parser.parse_args()
    if not servers.installed('loki'):
        print('skipped: loki is not installed; packaging/servers loki installs it')
        return
    with servers.Loki() as server:
        written = 0

        def push(count):
            nonlocal written
            values = []
            base = time.time_ns()
            for i in range(count):
                values.append([str(base + i), f'GET /cart/{written % 97} order {written} took {written % 311} ms status=200'])
                written += 1
            body = json.dumps({'streams': [{'stream': {'service_name': 'shop', 'level': 'info'}, 'values': values}]}).encode()
            status, answer = servers.request(server.url + '/loki/api/v1/push', body, {'Content-Type': 'application/json'})
            assert status == 204, (status, answer[:300])

        push(100)  # a tail needs a stream
        seconds = int(given.minutes * 60)
        bench = subprocess.Popen([given.program, f'loki={server.url}', str(seconds + 30), *(['watch'] if given.watch else [])], stdout=subprocess.PIPE, text=True)
        bench.stdout.readline()
        begin = time.monotonic()
        slow = 0
        for i in range(seconds * PUSHES):
            push(given.rate // PUSHES)
            ahead = begin + (i + 1) / PUSHES - time.monotonic()
            slow += ahead < 0
            time.sleep(max(0, ahead))
        took = time.monotonic() - begin
        said = json.loads(bench.stdout.readline())
        bench.wait()
        print(f'{written:,} lines written in {took:.0f} s ({written / took:,.0f} a second), {said["lines"]:,} seen, {said["behind"]} s behind in the end; memory over time {" ".join(str(m >> 10) for m in said["memory"])}, '
              f'peak {said["peak"] >> 10} MiB; longest pause of the window {said["pause"]} ms (after {said["at"]} s); {said["trouble"]}')


if __name__ == '__main__':
    main()
