"""Real servers on loopback for the live tests: each in a folder of its own, on ports of its own, ended with the test."""
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'triptych', 'servers')
VERSIONS = {'jaeger': '1.76.0', 'zipkin': '3.5.1'}


def installed(name):
    return os.path.exists(os.path.join(CACHE, f'{name}-{VERSIONS[name]}', '.complete'))


def program(name, file=None):
    return os.path.join(CACHE, f'{name}-{VERSIONS[name]}', file or name)


def free_ports(count):
    """Ports that nobody has now; all held open together so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(('127.0.0.1', 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def request(url, body=None, headers=None, timeout=60):
    """Status and body; an error status is no exception."""
    wanted = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(wanted, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Server:
    """A process with a folder. Subclasses give command(), ready() and, where telemetry is pushed, feed()."""
    patience = 90

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='triptych-live-')
        self.process = None

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        return self.path(name)

    def __enter__(self):
        with open(self.path('log'), 'wb') as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.folder.name, env={**os.environ, **self.environment()})
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if self.ready():
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f'{type(self).__name__} did not start:\n' + self.log)

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with open(self.path('log'), encoding='utf-8', errors='replace') as log:
            self.log = log.read()[-4000:]
        self.folder.cleanup()

    def environment(self):
        return {}


class Jaeger(Server):
    def __init__(self):
        super().__init__()
        self.http, self.grpc, self.otlp, self.otlp_grpc = free_ports(4)
        self.url = f'http://127.0.0.1:{self.http}'

    def command(self):
        config = self.write('config.yaml', f'''
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {{receivers: [otlp], exporters: [jaeger_storage_exporter]}}
  telemetry: {{metrics: {{level: none}}, logs: {{level: warn}}}}
extensions:
  jaeger_storage: {{backends: {{some: {{memory: {{max_traces: 100000}}}}}}}}
  jaeger_query:
    storage: {{traces: some}}
    http: {{endpoint: "127.0.0.1:{self.http}"}}
    grpc: {{endpoint: "127.0.0.1:{self.grpc}"}}
receivers:
  otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{self.otlp}"}}, grpc: {{endpoint: "127.0.0.1:{self.otlp_grpc}"}}}}}}
exporters:
  jaeger_storage_exporter: {{trace_storage: some}}
''')
        return [program('jaeger'), '--config', config]

    def ready(self):
        return request(self.url + '/api/v3/services')[0] == 200 and request(f'http://127.0.0.1:{self.otlp}/v1/traces', b'{}', {'Content-Type': 'application/json'})[0] == 200

    def feed(self, lines):
        for line in lines:
            status, body = request(f'http://127.0.0.1:{self.otlp}/v1/traces', line.encode(), {'Content-Type': 'application/json'})
            assert status == 200, (status, body[:300])


class Zipkin(Server):
    def __init__(self):
        super().__init__()
        (self.port,) = free_ports(1)
        self.url = f'http://127.0.0.1:{self.port}'

    def command(self):
        return ['java', '-Xmx512m', '-jar', program('zipkin', 'zipkin.jar')]

    def environment(self):
        return {'QUERY_PORT': str(self.port), 'MEM_MAX_SPANS': '1000000', 'SCRIBE_ENABLED': 'false', 'COLLECTOR_GRPC_ENABLED': 'false'}

    def ready(self):
        return request(self.url + '/health')[0] == 200

    def feed(self, spans):
        for at in range(0, len(spans), 2000):
            status, body = request(self.url + '/api/v2/spans', json.dumps(spans[at:at + 2000]).encode(), {'Content-Type': 'application/json'})
            assert status == 202, (status, body[:300])
