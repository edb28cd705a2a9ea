"""What the tests feed to servers: traces of the demo and their log lines, in the shapes that servers take."""
import json
import os
import random
import time

TRACES = 150  # of the demo
SEED = 20260821


def shifted(value, by):
    """Every time of an OTLP document, moved."""
    if isinstance(value, list):
        return [shifted(v, by) for v in value]
    if isinstance(value, dict):
        return {k: str(int(v) + by) if k.endswith('UnixNano') and int(v) > 0 else shifted(v, by) for k, v in value.items()}
    return value


def times(value):
    if isinstance(value, list):
        for v in value:
            yield from times(v)
    elif isinstance(value, dict):
        for k, v in value.items():
            if k.endswith('UnixNano') and int(v) > 0:
                yield int(v)
            elif isinstance(v, (dict, list)):
                yield from times(v)


def telemetry(cli, folder, what):
    """Whole traces of the demo (or their log lines) as OTLP JSON lines that end two minutes ago."""
    everything = os.path.join(folder, 'demo')
    cli.run('export', '--demo', '--format', 'otlp', '--what', what, '-o', everything)
    traces = [t['traceId'] for t in cli.json('traces', '--demo')]
    chosen = set(random.Random(SEED).sample(traces, TRACES))
    documents = []
    with open(everything, encoding='utf-8') as file:
        for line in file:
            document = json.loads(line)
            for resource in document.get('resourceSpans', []) + document.get('resourceLogs', []):
                for scope in resource.get('scopeSpans', []) + resource.get('scopeLogs', []):
                    for key in ('spans', 'logRecords'):
                        if key in scope:
                            scope[key] = [r for r in scope[key] if r.get('traceId') in chosen]
                resource.update({k: [s for s in resource[k] if s.get('spans') or s.get('logRecords')] for k in ('scopeSpans', 'scopeLogs') if k in resource})
            for key in ('resourceSpans', 'resourceLogs'):
                if key in document:
                    document[key] = [r for r in document[key] if r.get('scopeSpans') or r.get('scopeLogs')]
            if document.get('resourceSpans') or document.get('resourceLogs'):
                documents.append(document)
    last = max(t for d in documents for t in times(d))
    by = int(time.time() * 1e9) - 120_000_000_000 - last
    return [json.dumps(shifted(d, by)) for d in documents]


def in_micros(value):
    """Every time of an OTLP document, as a store of whole microseconds keeps it."""
    if isinstance(value, list):
        return [in_micros(v) for v in value]
    if isinstance(value, dict):
        return {k: str(int(v) // 1000 * 1000) if k.endswith('UnixNano') else in_micros(v) for k, v in value.items()}
    return value


def named(line):
    """The records of a line whose resource has attributes; nothing where none has."""
    document = json.loads(line)
    document['resourceLogs'] = [r for r in document['resourceLogs'] if r.get('resource', {}).get('attributes')]
    return json.dumps(document) if document['resourceLogs'] else None


def unmixed(lines):
    """The lines without the records that an index would refuse: it maps a name to a value or to an object, never to both."""
    documents = [json.loads(line) for line in lines]
    scopes = [scope for d in documents for r in d['resourceLogs'] for scope in r['scopeLogs']]
    keys = {a['key'] for scope in scopes for record in scope['logRecords'] for a in record.get('attributes', [])}
    both = {key for key in keys if any(other.startswith(key + '.') for other in keys)}
    for scope in scopes:
        scope['logRecords'] = [r for r in scope['logRecords'] if not both & {a['key'] for a in r.get('attributes', [])}]
    return [json.dumps(d) for d in documents]


def value_of(value):
    kind, content = next(iter(value.items()))
    return json.dumps(content) if kind in ('arrayValue', 'kvlistValue') else str(content).lower() if kind == 'boolValue' else str(content)


def zipkin_spans(lines):
    kinds = {2: 'SERVER', 3: 'CLIENT', 4: 'PRODUCER', 5: 'CONSUMER'}
    out = []
    for line in lines:
        for resource in json.loads(line)['resourceSpans']:
            tags = {a['key']: value_of(a['value']) for a in resource['resource']['attributes']}
            service = tags.pop('service.name', 'unknown')
            for scope in resource['scopeSpans']:
                for span in scope['spans']:
                    start, end = int(span['startTimeUnixNano']) // 1000, int(span['endTimeUnixNano']) // 1000
                    z = {'traceId': span['traceId'], 'id': span['spanId'], 'name': span['name'].lower(), 'timestamp': start, 'duration': max(1, end - start),
                         'localEndpoint': {'serviceName': service.lower()}, 'tags': {**tags, **{a['key']: value_of(a['value']) for a in span.get('attributes', [])}}}
                    if span.get('parentSpanId'):
                        z['parentId'] = span['parentSpanId']
                    if span.get('kind') in kinds:
                        z['kind'] = kinds[span['kind']]
                    if span.get('status', {}).get('code') == 2:
                        z['tags']['error'] = span['status'].get('message', '')
                    out.append(z)
    return out
