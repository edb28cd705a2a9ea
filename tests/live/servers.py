"""Real servers on loopback for the live tests: each in a folder of its own, on ports of its own, ended with the test."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import clickhouse_tables
import elastic_documents

CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'triptych', 'servers')
VERSIONS = {'jaeger': '1.76.0', 'zipkin': '3.5.1', 'prometheus': '3.16.0', 'loki': '3.7.8', 'tempo': '2.1', 'clickhouse': '26.9', 'opensearch': '2.19.1'}


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


def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(('127.0.0.1', port))
        except OSError:
            return False
        return True


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
        self.start()
        return self

    def kill(self):
        """As a machine that falls over; start() goes on with the same folder."""
        self.process.kill()
        self.process.wait()

    def start(self):
        with open(self.path('log'), 'ab') as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=subprocess.STDOUT, cwd=self.folder.name, env={**os.environ, **self.environment()})
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if self.ready():
                    return
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
    """With its spans in memory, or in the OpenSearch at `store`."""

    def __init__(self, store=None, certificates=None):
        """`certificates`: a folder with good.pem, good.key, and ca.pem, whose clients alone it answers then."""
        super().__init__()
        self.store = store
        self.certificates = certificates
        self.http, self.grpc, self.otlp, self.otlp_grpc = free_ports(4)
        self.url = f'http://127.0.0.1:{self.http}'

    def command(self):
        tls = f', tls: {{cert_file: {self.certificates}/good.pem, key_file: {self.certificates}/good.key, client_ca_file: {self.certificates}/ca.pem}}' if self.certificates else ''
        kept = f'opensearch: {{server_urls: ["{self.store}"], bulk_processing: {{flush_interval: 200ms}}}}' if self.store else 'memory: {max_traces: 100000}'
        config = self.write('config.yaml', f'''
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {{receivers: [otlp], exporters: [jaeger_storage_exporter]}}
  telemetry: {{metrics: {{level: none}}, logs: {{level: warn}}}}
extensions:
  jaeger_storage: {{backends: {{some: {{{kept}}}}}}}
  jaeger_query:
    storage: {{traces: some}}
    http: {{endpoint: "127.0.0.1:{self.http}"{tls}}}
    grpc: {{endpoint: "127.0.0.1:{self.grpc}"}}
receivers:
  otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{self.otlp}"}}, grpc: {{endpoint: "127.0.0.1:{self.otlp_grpc}"}}}}}}
exporters:
  jaeger_storage_exporter: {{trace_storage: some}}
''')
        return [program('jaeger'), '--config', config]

    def ready(self):
        if not self.store and not self.certificates and request(self.url + '/api/v3/services')[0] != 200:
            return False
        return request(f'http://127.0.0.1:{self.otlp}/v1/traces', b'{}', {'Content-Type': 'application/json'})[0] == 200

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


class Tempo(Server):
    def __init__(self):
        super().__init__()
        self.port, self.grpc, self.otlp, self.gossip = free_ports(4)
        self.url = f'http://127.0.0.1:{self.port}'

    def command(self):
        config = self.write('config.yaml', f'''
server: {{http_listen_address: 127.0.0.1, http_listen_port: {self.port}, grpc_listen_address: 127.0.0.1, grpc_listen_port: {self.grpc}, log_level: warn}}
distributor: {{receivers: {{otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{self.otlp}"}}}}}}}}}}
ingester: {{trace_idle_period: 1s, flush_check_period: 1s, lifecycler: {{address: 127.0.0.1, min_ready_duration: 0s, final_sleep: 0s, ring: {{kvstore: {{store: inmemory}}, replication_factor: 1}}}}}}
compactor: {{ring: {{kvstore: {{store: inmemory}}}}}}
memberlist: {{bind_addr: [127.0.0.1], bind_port: {self.gossip}}}
query_frontend: {{trace_by_id: {{query_shards: 2}}}}
querier: {{frontend_worker: {{frontend_address: "127.0.0.1:{self.grpc}"}}}}
storage: {{trace: {{backend: local, local: {{path: {self.path('blocks')}}}, wal: {{path: {self.path('wal')}}}}}}}
usage_report: {{reporting_enabled: false}}
overrides: {{max_traces_per_user: 0, max_bytes_per_trace: 0, ingestion_rate_limit_bytes: 1000000000, ingestion_burst_size_bytes: 1000000000}}
''')
        return [program('tempo'), config]

    def ready(self):
        return request(self.url + '/ready')[0] == 200

    def feed(self, lines):
        for line in lines:
            status, body = request(f'http://127.0.0.1:{self.otlp}/v1/traces', line.encode(), {'Content-Type': 'application/json'})
            assert status == 200, (status, body[:300])

    def written(self):
        """Whether every trace has left its memory for its log; on the way there a search misses it."""
        lines = request(self.url + '/metrics')[1].decode().splitlines()
        return any(line.startswith('tempo_ingester_live_traces') and float(line.split()[-1]) == 0 for line in lines)


class Loki(Server):
    def __init__(self, tenants=False):
        super().__init__()
        self.port, self.grpc = free_ports(2)
        self.url = f'http://127.0.0.1:{self.port}'
        self.tenants = tenants

    def command(self):
        config = self.write('config.yaml', f'''
auth_enabled: {str(self.tenants).lower()}
server: {{http_listen_address: 127.0.0.1, http_listen_port: {self.port}, grpc_listen_address: 127.0.0.1, grpc_listen_port: {self.grpc}, log_level: error}}
common: {{ring: {{kvstore: {{store: inmemory}}, instance_addr: 127.0.0.1}}, replication_factor: 1, instance_addr: 127.0.0.1, path_prefix: {self.path('data')}, storage: {{filesystem: {{chunks_directory: {self.path('chunks')}, rules_directory: {self.path('rules')}}}}}}}
schema_config: {{configs: [{{from: 2020-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {{prefix: index_, period: 24h}}}}]}}
limits_config: {{allow_structured_metadata: true, volume_enabled: true, reject_old_samples: false, ingestion_rate_mb: 1000, ingestion_burst_size_mb: 1000, per_stream_rate_limit: 1GB, per_stream_rate_limit_burst: 1GB}}
pattern_ingester: {{enabled: true}}
ingester: {{lifecycler: {{min_ready_duration: 0s, final_sleep: 0s}}}}
analytics: {{reporting_enabled: false}}
''')
        return [program('loki'), f'-config.file={config}']

    def ready(self):
        return request(self.url + '/ready')[0] == 200

    def feed(self, lines, tenant=None):
        headers = {'Content-Type': 'application/json', **({'X-Scope-OrgID': tenant} if tenant else {})}
        for line in lines:
            status, body = request(self.url + '/otlp/v1/logs', line.encode(), headers)
            assert status == 204, (status, body[:300])


class Prometheus(Server):
    """Started with the samples of an OpenMetrics file in its database; it scrapes itself, and has a rule that fires and one that does not."""

    def __init__(self, openmetrics):
        super().__init__()
        (self.port,) = free_ports(1)
        self.url = f'http://127.0.0.1:{self.port}'
        self.openmetrics = openmetrics

    def command(self):
        samples = self.write('samples.txt', self.openmetrics)
        subprocess.run([program('prometheus', 'promtool'), 'tsdb', 'create-blocks-from', 'openmetrics', samples, self.path('data')], check=True, stdout=subprocess.DEVNULL)
        self.write('rules.yml', '''
groups:
- name: shop
  interval: 1s
  rules:
  - {alert: ServerUp, expr: up == 1, labels: {severity: info}, annotations: {summary: "it runs"}}
  - {alert: ServerDown, expr: up == 0, for: 5m}
  - {record: "shop:up", expr: sum(up)}
''')
        config = self.write('prometheus.yml', f'''
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs:
- job_name: itself
  static_configs: [{{targets: ["127.0.0.1:{self.port}"]}}]
''')
        return [program('prometheus'), f'--config.file={config}', f'--storage.tsdb.path={self.path("data")}', '--storage.tsdb.retention.time=100y', '--enable-feature=exemplar-storage',
                f'--web.listen-address=127.0.0.1:{self.port}', '--web.enable-otlp-receiver', '--web.enable-remote-write-receiver']

    def ready(self):
        return request(self.url + '/-/ready')[0] == 200

    def feed_exemplar(self, trace):
        """A counter by OTLP with a sample that names its trace."""
        now = str(time.time_ns())
        point = {'startTimeUnixNano': str(time.time_ns() - 60_000_000_000), 'timeUnixNano': now, 'asInt': '7', 'attributes': [],
                 'exemplars': [{'timeUnixNano': now, 'asDouble': 0.25, 'traceId': trace, 'spanId': 'eee19b7ec3c1b174'}]}
        metric = {'name': 'shop.orders', 'sum': {'aggregationTemporality': 2, 'isMonotonic': True, 'dataPoints': [point]}}
        body = {'resourceMetrics': [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': 'cart'}}]}, 'scopeMetrics': [{'scope': {}, 'metrics': [metric]}]}]}
        status, answer = request(self.url + '/api/v1/otlp/v1/metrics', json.dumps(body).encode(), {'Content-Type': 'application/json'})
        assert status == 200, (status, answer[:300])


class ClickHouse(Server):
    """The engine behind its front, with the collector's tables."""

    def __init__(self, json_columns=False, user=None, read_only=False):
        super().__init__()
        (self.port,) = free_ports(1)
        self.json_columns = json_columns
        self.user = user
        self.read_only = read_only
        self.url = f'http://127.0.0.1:{self.port}'

    def command(self):
        front = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'clickhouse_front.py')
        return [sys.executable, front, '--library', program('clickhouse', '.'), '--port', str(self.port), '--path', self.path('data'),
                *(['--user', self.user[0], '--password', self.user[1]] if self.user else []), *(['--read-only'] if self.read_only else [])]

    def ready(self):
        if request(self.url + '/ping')[0] != 200:
            return False
        for statement in clickhouse_tables.statements(self.json_columns):
            self.statement(statement)
        return True

    def statement(self, sql, body=b''):
        headers = {'X-ClickHouse-User': self.user[0], 'X-ClickHouse-Key': self.user[1]} if self.user else {}
        status, answer = request(self.url + '/?query=' + urllib.parse.quote(sql + '\n'), body, headers)
        assert status == 200, (status, answer[:500])

    def feed(self, lines):
        for table, rows in zip(('otel_traces', 'otel_logs'), clickhouse_tables.rows(lines, self.json_columns)):
            for at in range(0, len(rows), 5000):
                self.statement(f'INSERT INTO otel.{table} FORMAT JSONEachRow', '\n'.join(json.dumps(r) for r in rows[at:at + 5000]).encode())


class OpenSearch(Server):
    """A node, with the collector's data streams prepared; Jaeger fills its own indices."""
    patience = 300

    def __init__(self):
        super().__init__()
        self.port = next(port for port in range(9210, 9290) if is_free(port))  # its runner knows no other ports
        self.url = f'http://127.0.0.1:{self.port}'

    def command(self):
        # Its first node listens on the port after the base.
        return ['java', '-Xmx768m', '-cp', program('opensearch', 'lib') + '/*', 'org.codelibs.opensearch.runner.OpenSearchRunner', '-basePath', self.path('data'), '-numOfNode', '1', '-baseHttpPort', str(self.port - 1)]

    def ready(self):
        if request(self.url + '/_cluster/health?wait_for_status=yellow&timeout=1s')[0] != 200:
            return False
        text = {'type': 'text'}
        mappings = {'dynamic_templates': [{'texts': {'match_mapping_type': 'string', 'mapping': {'type': 'keyword', 'ignore_above': 1024}}}],
                    'properties': {'@timestamp': {'type': 'date_nanos', 'format': 'strict_date_optional_time_nanos||epoch_millis'}, 'body': {'properties': {'text': text}},
                                   **{key: {'type': 'keyword'} for key in ('trace_id', 'span_id', 'parent_span_id', 'name', 'kind', 'event_name', 'severity_text')},
                                   'duration': {'type': 'long'}, 'severity_number': {'type': 'byte'}}}
        self.send('PUT', '/_index_template/otel', {'index_patterns': ['traces-*', 'logs-*'], 'data_stream': {}, 'priority': 10, 'template': {'settings': {'number_of_replicas': 0, 'refresh_interval': '200ms'}, 'mappings': mappings}})
        return True

    def send(self, method, path, body):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        wanted = urllib.request.Request(self.url + path, data=text, method=method, headers={'Content-Type': 'application/x-ndjson' if isinstance(body, bytes) else 'application/json'})
        with urllib.request.urlopen(wanted, timeout=120) as answer:
            return json.load(answer)

    def feed(self, lines):
        """OpenTelemetry's data streams as the collector's exporter fills them (mapping mode otel)."""
        documents = elastic_documents.documents(lines)
        for at in range(0, len(documents), 2000):
            bulk = ''.join(json.dumps({'create': {'_index': stream}}) + '\n' + json.dumps(document) + '\n' for stream, document in documents[at:at + 2000])
            answer = self.send('POST', '/_bulk?refresh=true', bulk.encode())
            wrong = [i['create'] for i in answer['items'] if i['create']['status'] != 201]
            assert not wrong, wrong[:2]
