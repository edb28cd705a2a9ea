"""Traces and lines made up for whoever needs some in a server: OTLP, and Zipkin's own form for Zipkin."""
import json


def otlp(trace_id, count, start):
    """A tree of `count` spans over six services, as one OTLP document; `start` in ns since the epoch."""
    spans = []
    for i in range(count):
        at = start + i * 40_000
        spans.append({'traceId': trace_id, 'spanId': f'{i + 1:016x}', 'name': f'op {i % 40}', 'kind': 2, 'startTimeUnixNano': str(at), 'endTimeUnixNano': str(at + 35_000 + (i == 0) * count * 40_000),
                      'attributes': [{'key': 'http.route', 'value': {'stringValue': f'/cart/{i % 9}'}}, {'key': 'retry.count', 'value': {'intValue': str(i % 3)}}],
                      **({'parentSpanId': f'{(i - 1) // 4 + 1:016x}'} if i else {})})
    services = [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': f'service-{s}'}}]}, 'scopeSpans': [{'scope': {}, 'spans': spans[s::6]}]} for s in range(6) if spans[s::6]]
    return json.dumps({'resourceSpans': services})


def zipkin(trace_id, count, start):
    """The same as a list of Zipkin's spans."""
    return [{'traceId': trace_id, 'id': f'{i + 1:016x}', 'name': f'op {i % 40}', 'kind': 'SERVER', 'timestamp': (start + i * 40_000) // 1000, 'duration': 35 + (i == 0) * count * 40,
             'localEndpoint': {'serviceName': f'service-{i % 6}'}, 'tags': {'http.route': f'/cart/{i % 9}', 'retry.count': str(i % 3)},
             **({'parentId': f'{(i - 1) // 4 + 1:016x}'} if i else {})} for i in range(count)]


def log_lines(count, start):
    """Lines of one service, 1 ms apart, as one OTLP document."""
    records = [{'timeUnixNano': str(start + i * 1_000_000), 'severityNumber': 9 + 4 * (i % 3), 'severityText': ('INFO', 'WARN', 'ERROR')[i % 3], 'body': {'stringValue': f'GET /cart/{i % 97} took {i % 311} ms'},
                'attributes': [{'key': 'http.status_code', 'value': {'intValue': str(200 + i % 5)}}]} for i in range(count)]
    return json.dumps({'resourceLogs': [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': 'shop'}}]}, 'scopeLogs': [{'scope': {}, 'logRecords': records}]}]})
