#!/usr/bin/env python3
"""The explorer's window against a real server: run_window.py --gui TST_GUI NAME; NAME is jaeger, zipkin or clickhouse.

Feeds the server traces of a moment ago and lets the widget test TestLiveWindow find, filter, open, save and reopen them.
Exit 77 where the server is not installed (packaging/servers NAME installs it)."""
import argparse
import os
import subprocess
import sys
import time

import made_traces
import servers

TRACES, SPANS = 30, 12


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--gui', required=True)
    parser.add_argument('name', choices=['jaeger', 'zipkin', 'clickhouse'])
    given = parser.parse_args()
    if not servers.installed(given.name):
        print(f'skipped: {given.name} is not installed; packaging/servers {given.name} installs it')
        return 77
    with {'jaeger': servers.Jaeger, 'zipkin': servers.Zipkin, 'clickhouse': servers.ClickHouse}[given.name]() as server:
        start = time.time_ns() - 120_000_000_000
        made = [(f'{i + 1:032x}', SPANS, start + i * 1_000_000_000) for i in range(TRACES)]
        if given.name != 'zipkin':
            server.feed([made_traces.otlp(*of) for of in made])
        else:
            server.feed([span for of in made for span in made_traces.zipkin(*of)])
        time.sleep(2)
        environment = {**os.environ, 'QT_QPA_PLATFORM': 'offscreen', 'TRIPTYCH_TEST_ONLY': 'TestLiveWindow', 'TRIPTYCH_LIVE_SOURCE': f'{given.name}={server.url}',
                       'TRIPTYCH_LIVE_TRACES': str(TRACES), 'TRIPTYCH_LIVE_SPANS': str(SPANS)}
        return subprocess.run([given.gui], env=environment, timeout=300).returncode


sys.exit(main())
