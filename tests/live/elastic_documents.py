"""OTLP as the documents that the collector's Elasticsearch exporter makes of it in its mapping mode otel."""
import json

from clickhouse_tables import KINDS, attributes, plain


def time(nanos):
    return f'{int(nanos) // 1_000_000}.{int(nanos) % 1_000_000:06d}'


def documents(lines):
    """(data stream, document) of spans, of their events, and of log records."""
    out = []
    for line in lines:
        whole = json.loads(line)
        for resource in whole.get('resourceSpans', []) + whole.get('resourceLogs', []):
            kept = {'attributes': attributes(resource['resource'].get('attributes'), True)}
            for scope in resource.get('scopeSpans', []) + resource.get('scopeLogs', []):
                common = {'resource': kept, 'scope': {k: v for k, v in scope['scope'].items() if k in ('name', 'version') and v}}
                for s in scope.get('spans', []):
                    ids = {'trace_id': s['traceId'], 'span_id': s['spanId']}
                    span = {**common, **ids, '@timestamp': time(s['startTimeUnixNano']), 'name': s['name'], 'kind': KINDS[s.get('kind', 0)], 'duration': int(s['endTimeUnixNano']) - int(s['startTimeUnixNano']),
                            'attributes': attributes(s.get('attributes'), True), 'links': [{'trace_id': k['traceId'], 'span_id': k['spanId'], 'attributes': attributes(k.get('attributes'), True)} for k in s.get('links', [])],
                            'status': {'code': ['Unset', 'Ok', 'Error'][s.get('status', {}).get('code', 0)], **({'message': s['status']['message']} if s.get('status', {}).get('message') else {})},
                            'data_stream': {'type': 'traces', 'dataset': 'generic.otel', 'namespace': 'default'}}
                    if s.get('parentSpanId'):
                        span['parent_span_id'] = s['parentSpanId']
                    out.append(('traces-generic.otel-default', span))
                    for e in s.get('events', []):
                        out.append(('logs-generic.otel-default', {**common, **ids, '@timestamp': time(e['timeUnixNano']), 'event_name': e['name'], 'attributes': attributes(e.get('attributes'), True)}))
                for r in scope.get('logRecords', []):
                    body = plain(r['body']) if r.get('body') else ''
                    log = {**common, '@timestamp': time(r['timeUnixNano']), 'attributes': attributes(r.get('attributes'), True), 'severity_number': r.get('severityNumber', 0), 'severity_text': r.get('severityText', ''),
                           'body': {'text': body} if isinstance(body, str) else {'structured': body if isinstance(body, dict) else {'value': body}}}
                    for key, name in (('traceId', 'trace_id'), ('spanId', 'span_id'), ('eventName', 'event_name')):
                        if r.get(key):
                            log[name] = r[key]
                    out.append(('logs-generic.otel-default', log))
    return out
