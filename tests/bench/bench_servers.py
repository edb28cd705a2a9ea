#!/usr/bin/env python3
"""How long the explorer takes beyond the server itself: bench_servers.py BENCH_GUI_SERVERS [jaeger|tempo|clickhouse|loki] [--runs N]

Starts the real server (packaging/servers installs it), feeds it traces of a moment ago, one of them of 20,000 spans, or 5,000 log
lines, and puts a proxy before it that notes when each answer was under way. Prints the time from a search to its first rows painted
less the time in which the server was working on it, and the time from the last byte of the large trace to its waterfall painted, or
of the lines to the first of them. What the proxy costs counts as the explorer's."""
import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'live'))
import made_traces  # noqa: E402
import servers  # noqa: E402

LARGE, TRACES, SPANS, LINES, DAYS = 20_000, 400, 12, 5_000, 3
TRACE_ID = 'b' * 32


class Proxy:
    """Forwards GET and POST to a server; `busy` has the begin and end (ns since the epoch) of each answer, and its path."""

    def __init__(self, port):
        self.busy = []
        local = threading.local()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            disable_nagle_algorithm = True  # headers and body are written apart: the client's delayed acknowledgement would cost 40 ms

            def forward(self):
                begin = time.time_ns()
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                if not hasattr(local, 'connection'):
                    local.connection = http.client.HTTPConnection('127.0.0.1', port)
                local.connection.request(self.command, self.path, body or None, {k: v for k, v in self.headers.items() if k.lower() not in ('host', 'connection')})
                answer = local.connection.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for key, value in answer.getheaders():
                    if key.lower() not in ('transfer-encoding', 'connection', 'content-length', 'date', 'server'):
                        self.send_header(key, value)
                self.send_header('Content-Length', str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                self.wfile.flush()
                proxy.busy.append((begin, time.time_ns(), self.path + ' ' + body[:4000].decode(errors='replace')))

            do_GET = do_POST = forward

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def working(self, begin, end):
        """How much of that time some answer was under way."""
        total, until = 0, begin
        for a, b, _ in sorted(self.busy):
            a, b = max(a, until), min(b, end)
            if b > a:
                total += b - a
                until = b
        return total


def settle(name, server):
    """Waits until what was fed is found: Tempo cuts its traces every ten seconds."""
    def found():
        now = int(time.time())
        status, answer = servers.request(f'{server.url}/api/search?q=%7B%7D&start={now - 3600}&end={now + 1}&limit={TRACES}&spss=1')
        return len(json.loads(answer).get('traces', [])) if status == 200 else 0

    until = time.monotonic() + 60
    while name == 'tempo' and found() < TRACES and time.monotonic() < until:
        time.sleep(0.5)
    time.sleep(2)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program')
    parser.add_argument('name', nargs='?', default='jaeger', choices=['jaeger', 'tempo', 'clickhouse', 'loki'])
    parser.add_argument('--runs', type=int, default=20)
    given = parser.parse_args()
    if not servers.installed(given.name):
        print(f'skipped: {given.name} is not installed; packaging/servers {given.name} installs it')
        return
    made = {'jaeger': servers.Jaeger, 'tempo': servers.Tempo, 'clickhouse': servers.ClickHouse, 'loki': servers.Loki}[given.name]
    with made() as server:
        now = time.time_ns()
        if given.name == 'loki':
            server.feed([made_traces.log_lines(1000, now - 600_000_000_000 + i * 1_000_000_000) for i in range(LINES // 1000)])
        else:
            server.feed([made_traces.otlp(f'{i + 1:032x}', SPANS, now - 600_000_000_000 + i * 1_000_000_000) for i in range(TRACES)])
            # Older than the range of the searches: they must not carry it along.
            server.feed([made_traces.otlp(TRACE_ID, LARGE, now - (DAYS if given.name == 'jaeger' else 0) * 86_400_000_000_000 - 2 * 3_600_000_000_000)])
        settle(given.name, server)
        proxy = Proxy(int(server.url.rsplit(':', 1)[1]))
        done = subprocess.run([given.program, f'{given.name}={proxy.url}', TRACE_ID, str(given.runs)], capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            raise SystemExit(f'{given.program}: exit {done.returncode}\n{done.stderr}')
        searches, lines = [], []
        for line in done.stdout.splitlines():
            said = json.loads(line)
            whole, server_time = said['painted'] - said['asked'], proxy.working(said['asked'], said['painted'])
            if said['what'] == 'search':
                searches.append(((whole - server_time) / 1e6, server_time / 1e6))
            elif said['what'] == 'lines':
                last = max(end for begin, end, asked in proxy.busy if 'direction=backward' in asked and end <= said['painted'])
                lines.append((said['painted'] - last) / 1e6)
            else:
                hits = [end for begin, end, asked in proxy.busy if TRACE_ID in asked and end <= said['painted']]
                last = max(hits)
                print(f'{LARGE:,}-span trace from {given.name}: painted {(said["painted"] - last) / 1e6:.0f} ms after its last byte ({(last - said["asked"]) / 1e6:.0f} ms until then)')
        if lines:
            lines.sort()
            print(f'{LINES:,} lines from {given.name}, {len(lines)} times: painted {statistics.median(lines):.0f} ms (least {lines[0]:.0f}, most {lines[-1]:.0f}) after their last byte')
        if searches:
            ours = sorted(o for o, _ in searches)
            print(f'search of {given.name}, {len(searches)} times: first rows painted {statistics.median(ours):.0f} ms (least {ours[0]:.0f}, most {ours[-1]:.0f}) beyond the server\'s own '
                  f'{statistics.median(s for _, s in searches):.0f} ms')


if __name__ == '__main__':
    main()
