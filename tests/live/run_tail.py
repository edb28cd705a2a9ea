#!/usr/bin/env python3
"""The explorer's window following the lines of a real Loki: run_tail.py --gui TST_GUI

Writes lines, lets the widget test TestLiveTail pause and go on, kills Loki in mid-tail, starts it again over the same folder
and writes on. The test holds that every line comes once and in order. Exit 77 where Loki is not installed."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import servers

PORTION = 150


class Writer:
    def __init__(self, server):
        self.server = server
        self.written = 0

    def write(self, count):
        """Lines one by one in time, a few dozen a push."""
        for _ in range(count // 30):
            streams = {level: {'stream': {'service_name': 'shop', 'level': level}, 'values': []} for level in ('info', 'error')}
            for _ in range(30):
                streams['error' if self.written % 10 == 9 else 'info']['values'].append([str(time.time_ns()), f'line {self.written}'])
                self.written += 1
            body = json.dumps({'streams': list(streams.values())}).encode()
            status, answer = servers.request(self.server.url + '/loki/api/v1/push', body, {'Content-Type': 'application/json'})
            assert status == 204, (status, answer[:300])
            time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--gui', required=True)
    given = parser.parse_args()
    if not servers.installed('loki'):
        print('skipped: loki is not installed; packaging/servers loki installs it')
        return 77
    with servers.Loki() as server, tempfile.TemporaryDirectory(prefix='triptych-signs-') as signs:
        writer = Writer(server)
        writer.write(PORTION)

        began = time.monotonic()

        def tell(sign):
            print(f'{time.monotonic() - began:6.1f} s: {sign}, {writer.written} lines written', flush=True)
            with open(os.path.join(signs, sign + '.new'), 'w', encoding='utf-8') as file:
                file.write(str(writer.written))
            os.rename(os.path.join(signs, sign + '.new'), os.path.join(signs, sign))

        environment = {**os.environ, 'QT_QPA_PLATFORM': 'offscreen', 'TRIPTYCH_TEST_ONLY': 'TestLiveTail', 'TRIPTYCH_LIVE_SOURCE': f'loki={server.url}', 'TRIPTYCH_LIVE_SIGNS': signs}
        environment['QTEST_FUNCTION_TIMEOUT'] = '560000'  # its own patience ends first, and says where
        test = subprocess.Popen([given.gui], env=environment)

        def wait(sign):
            until = time.monotonic() + 180
            while not os.path.exists(os.path.join(signs, sign)):
                if test.poll() is not None or time.monotonic() > until:
                    return False
                time.sleep(0.05)
            print(f'{time.monotonic() - began:6.1f} s: the window has {sign}', flush=True)
            return True

        try:
            if wait('following'):
                writer.write(PORTION)
                tell('first')
            if wait('paused'):
                writer.write(PORTION)
                tell('second')
            if wait('resumed'):
                writer.write(PORTION)
                server.kill()
                tell('killed')
            if wait('missed'):
                server.start()
                writer.write(PORTION)
                tell('third')
            return test.wait(timeout=570)
        finally:
            if test.poll() is None:
                test.kill()


sys.exit(main())
