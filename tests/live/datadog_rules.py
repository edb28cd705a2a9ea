"""A server that enforces what Datadog documents of its public API: both keys, sites, cursors that hold for one query, pages of at
most 1000, rate-limit headers, error bodies. It is no Datadog: its search reads the documented syntax over the records it was given."""
import fnmatch
import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API_KEY, APP_KEY = 'a' * 32, 'b' * 40


class Wrong(Exception):
    def __init__(self, status, body):
        super().__init__(status)
        self.status, self.body = status, body


# --- the search syntax

TOKEN = re.compile(r'''\s*(?:(\()|(\))|(OR\b)|(AND\b)|(-)|((?:[^\s()":\\]|\\.)+):|("(?:[^"\\]|\\.)*")|((?:[^\s()"\\]|\\.)+))''')


def parse(text):
    """A function of a record."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if not found:
            raise Wrong(400, {'errors': [f'Invalid query: unexpected character at position {at}']})
        kind = next(i for i in range(1, 9) if found[i] is not None)
        tokens.append((kind, found[kind]))
        at = found.end()
        if kind == 6 and re.match(r'[\[{]', text[at:]):  # a range has blanks in it
            end = re.match(r'[\[{].*?[\]}]', text[at:])
            tokens.append((8, end[0]))
            at += end.end()
    tokens.append((0, ''))
    place = [0]

    def peek():
        return tokens[place[0]][0]

    def take():
        place[0] += 1
        return tokens[place[0] - 1][1]

    def either(field):
        options = [both(field)]
        while peek() == 3:
            take()
            options.append(both(field))
        return lambda r: any(o(r) for o in options)

    def both(field):
        parts = [one(field)]
        while peek() not in (0, 2, 3):
            if peek() == 4:
                take()
            parts.append(one(field))
        return lambda r: all(p(r) for p in parts)

    def one(field):
        if peek() == 5:
            take()
            inner = one(field)
            return lambda r: not inner(r)
        if peek() == 1:
            take()
            inner = either(field)
            if peek() != 2:
                raise Wrong(400, {'errors': ['Invalid query: missing )']})
            take()
            return inner
        if peek() == 6:
            return one(re.sub(r'\\(.)', r'\1', take()))
        if peek() in (7, 8):
            return test(field, take())
        raise Wrong(400, {'errors': ['Invalid query: a term was expected']})

    whole = either(None)
    if peek() != 0:
        raise Wrong(400, {'errors': ['Invalid query']})
    return whole


def pattern(word):
    out = ''
    for piece in re.findall(r'\\.|.', word, re.S):
        out += '.*' if piece == '*' else '.' if piece == '?' else re.escape(piece[-1])
    return re.compile(out, re.S)


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def test(field, word):
    if word == '*' and field is None:
        return lambda r: True
    if field is None:  # messages, letters in any case
        inner = re.sub(r'\\(.)', r'\1', word[1:-1]).lower() if word.startswith('"') else None
        match = None if inner is not None else pattern('*' + word.lower() + '*')
        return lambda r: inner in r['message'].lower() if inner is not None else bool(match.fullmatch(r['message'].lower()))
    if word == '*':
        return lambda r: bool(r['fields'].get(field))
    span = re.match(r'([\[{])(\S+) TO (\S+)([\]}])$', word)
    compared = re.match(r'(>=|<=|>|<)(.+)$', word)
    if span or compared:
        def within(value):
            value = number(value)
            if value is None:
                return False
            if span:
                low, high = number(span[2]), number(span[3])
                return (low is None or value > low or (span[1] == '[' and value == low)) and (high is None or value < high or (span[4] == ']' and value == high))
            bound = float(compared[2])
            return {'>=': value >= bound, '<=': value <= bound, '>': value > bound, '<': value < bound}[compared[1]]
        return lambda r: any(within(v) for v in r['fields'].get(field, ()))
    if word.startswith('"'):
        text = re.sub(r'\\(.)', r'\1', word[1:-1])
        return lambda r: text in r['fields'].get(field, ()) or (not field.startswith('@') and text.lower() in r['fields'].get(field, ()))
    match = pattern(word)
    return lambda r: any(match.fullmatch(v) for v in r['fields'].get(field, ()))


# --- records

def flat(value, prefix=''):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f'{prefix}.{key}' if prefix else key)
    else:
        yield prefix, str(value).lower() if isinstance(value, bool) else str(value)


def indexed(record):
    """The record with what can be searched of it."""
    a, fields = record['attributes'], {}

    def put(field, value):
        fields.setdefault(field, []).append(value)

    for key in ('service', 'env', 'host', 'resource_name', 'operation_name', 'trace_id', 'span_id', 'status'):
        if a.get(key):
            put(key, str(a[key]))
    for tag in a.get('tags', []):
        key, _, value = tag.partition(':')
        put(key, value)
    for group in (a.get('custom', {}), a.get('attributes', {})):
        for path, value in flat(group):
            put('@' + path, value)
            if path in ('status', 'trace_id'):
                put(path, value)
    when = a.get('timestamp') or a['start_timestamp']
    seconds, _, fraction = when.rstrip('Z').partition('.')
    ms = int(time.mktime(time.strptime(seconds + ' UTC', '%Y-%m-%dT%H:%M:%S %Z')) - time.timezone) * 1000 + int((fraction + '000')[:3])
    return {'record': record, 'fields': fields, 'message': a.get('message', ''), 'ms': ms}


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_one(None)

    def do_POST(self):
        self.handle_one(self.rfile.read(int(self.headers.get('Content-Length') or 0)))

    def handle_one(self, body):
        rules = self.server.rules
        headers = {}
        try:
            path = self.path.partition('?')[0]
            if self.headers.get('DD-API-KEY') != API_KEY:
                raise Wrong(403, {'errors': ['Forbidden']})
            if path == '/api/v1/validate':
                answer = {'valid': True}
            else:
                if self.headers.get('DD-APPLICATION-KEY') != APP_KEY:
                    raise Wrong(403, {'errors': ['Forbidden']})
                headers = rules.counted(path)
                answer = rules.answer(path, self.path.partition('?')[2], json.loads(body) if body else None)
            status = 200
        except Wrong as wrong:
            status, answer = wrong.status, wrong.body
            headers.update(getattr(wrong, 'headers', {}))
        text = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text)))
        self.end_headers()
        self.wfile.write(text)


class Datadog:
    """with Datadog() as server: server.feed(spans, logs); server.url"""

    def __init__(self, allowance=100000):
        self.allowance, self.used = allowance, {}
        self.spans, self.logs = [], []

    def __enter__(self):
        self.http = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.http.rules = self
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        port = self.http.server_address[1]
        self.bare = f'http://127.0.0.1:{port}'
        self.url = f'http://{API_KEY}:{APP_KEY}@127.0.0.1:{port}'
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def feed(self, spans, logs):
        self.spans += [indexed(r) for r in spans]
        self.logs += [indexed(r) for r in logs]

    def counted(self, path):
        used = self.used[path] = self.used.get(path, 0) + 1
        headers = {'X-RateLimit-Limit': str(self.allowance), 'X-RateLimit-Period': '3600', 'X-RateLimit-Remaining': str(max(0, self.allowance - used)), 'X-RateLimit-Reset': '1800', 'X-RateLimit-Name': 'spans_search'}
        if used > self.allowance:
            wrong = Wrong(429, {'errors': ['Rate limit of spans_search exceeded']})
            wrong.headers = headers
            raise wrong
        return headers

    def answer(self, path, query, body):
        if path == '/api/v2/spans/events/search':
            if not body or body.get('data', {}).get('type') != 'search_request':
                raise Wrong(400, {'errors': [{'title': 'Generic Error', 'detail': 'missing attribute data.type', 'status': '400'}]})
            return self.page(self.spans, body['data']['attributes'])
        if path == '/api/v2/logs/events/search':
            if not body or 'data' in body:
                raise Wrong(400, {'errors': ['Invalid body']})
            return self.page(self.logs, body)
        if path == '/api/v2/spans/analytics/aggregate':
            facet = body['data']['attributes']['group_by'][0]['facet']
            counts = {}
            for r in self.spans:
                for v in r['fields'].get(facet, ()):
                    counts[v] = counts.get(v, 0) + 1
            return {'data': [{'type': 'bucket', 'attributes': {'by': {facet: v}, 'compute': {'c0': n}}} for v, n in counts.items()]}
        if path == '/api/v2/query/timeseries':
            asked = body['data']['attributes']
            return {'data': {'type': 'timeseries_response', 'attributes': {'times': [asked['from'], asked['from'] + 60000], 'series': [{'group_tags': ['env:prod'], 'query_index': 0}], 'values': [[1.5, None]]}}}
        if path == '/api/v1/monitor':
            return [{'id': 1, 'name': 'errors of checkout', 'type': 'query alert', 'query': 'sum(last_5m):sum:trace.http.request.errors{service:checkout} > 5', 'message': 'look', 'overall_state': 'Alert', 'tags': ['team:shop'],
                     'state': {'groups': {'env:prod': {'status': 'Alert', 'last_triggered_ts': 1755690000}, 'env:dev': {'status': 'OK'}}}}] if 'page=0' in query else []
        if path == '/api/v1/slo':
            return {'data': [{'id': 'slo1', 'name': 'checkout works', 'type': 'metric', 'thresholds': [{'timeframe': '30d', 'target': 99.9}], 'tags': ['team:shop']}], 'errors': [], 'metadata': {'page': {'total_count': 1}}}
        if path == '/api/v1/slo/slo1/history':
            return {'data': {'overall': {'sli_value': 99.93, 'error_budget_remaining': {'30d': 30.0}}}, 'errors': None}
        raise Wrong(404, {'errors': ['Not found']})

    def page(self, records, asked):
        flt, page = asked['filter'], asked.get('page', {})
        limit = page.get('limit', 10)
        if not 1 <= limit <= 1000:
            raise Wrong(400, {'errors': [{'title': 'Invalid page limit', 'detail': 'page limit must be at most 1000', 'status': '400'}]})
        key = hashlib.sha1(json.dumps([flt, asked.get('sort')], sort_keys=True).encode()).hexdigest()
        at = 0
        if page.get('cursor'):
            of, _, offset = page['cursor'].partition('/')
            if of != key:
                raise Wrong(400, {'errors': ['The cursor is of another query']})
            at = int(offset)
        low, high = int(flt['from']), int(flt['to'])
        wanted = parse(flt['query'])
        found = sorted((r for r in records if low <= r['ms'] < high and wanted(r)), key=lambda r: -r['ms'])
        meta = {'elapsed': 1, 'status': 'done', 'page': {'after': f'{key}/{at + limit}'} if at + limit < len(found) else {}}
        return {'data': [r['record'] for r in found[at:at + limit]], 'meta': meta}


def iso(nanos):
    return time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(int(nanos) // 1_000_000_000)) + f'.{int(nanos) // 1_000_000 % 1000:03d}Z'


def records(lines):
    """OTLP as the records that Datadog would answer with: (spans, logs)."""
    from clickhouse_tables import plain
    spans, logs = [], []
    for line in lines:
        document = json.loads(line)
        for resource in document.get('resourceSpans', []) + document.get('resourceLogs', []):
            tags = {a['key']: plain(a['value']) for a in resource['resource'].get('attributes', [])}
            common = {'service': tags.pop('service.name', '')}
            if 'host.name' in tags:
                common['host'] = tags.pop('host.name')
            if 'deployment.environment.name' in tags:
                common['env'] = tags.pop('deployment.environment.name')
            common['tags'] = sorted(f'{k}:{v}'.lower() for k, v in tags.items() if isinstance(v, str))
            for scope in resource.get('scopeSpans', []) + resource.get('scopeLogs', []):
                for s in scope.get('spans', []):
                    own = {a['key']: plain(a['value']) for a in s.get('attributes', [])}
                    kind = ['', 'internal', 'server', 'client', 'producer', 'consumer'][s.get('kind', 0)]
                    spans.append({'id': s['spanId'], 'type': 'spans', 'attributes': {**common, 'trace_id': s['traceId'], 'span_id': str(int(s['spanId'], 16)), 'parent_id': str(int(s.get('parentSpanId') or '0', 16)), 'resource_name': s['name'],
                                  'start_timestamp': iso(s['startTimeUnixNano']), 'end_timestamp': iso(s['endTimeUnixNano']), 'custom': {**own, **({'span': {'kind': kind}} if kind else {})},
                                  'attributes': {'duration': int(s['endTimeUnixNano']) - int(s['startTimeUnixNano']), 'status': 'error' if s.get('status', {}).get('code') == 2 else 'ok'}}})
                for r in scope.get('logRecords', []):
                    own = {a['key']: plain(a['value']) for a in r.get('attributes', [])}
                    if r.get('traceId'):
                        own['dd'] = {'trace_id': str(int(r['traceId'][16:], 16)), 'span_id': str(int(r.get('spanId') or '0', 16))}
                    severity = r.get('severityNumber', 9)
                    logs.append({'id': f'log{len(logs)}', 'type': 'log', 'attributes': {**common, 'timestamp': iso(r['timeUnixNano']), 'message': str(plain(r['body'])) if r.get('body') else '',
                                 'status': ['trace', 'debug', 'info', 'warn', 'error', 'critical'][min(5, max(0, (severity - 1) // 4))], 'attributes': own}})
    return spans, logs
