"""The collector's tables in ClickHouse, in the two forms that its exporter makes today, and OTLP as their rows."""
import json

ATTRIBUTES = {False: 'Map(LowCardinality(String), String)', True: 'JSON'}
KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer']


def statements(json_columns):
    kept = ATTRIBUTES[json_columns]
    return ['CREATE DATABASE IF NOT EXISTS otel', f'''
CREATE TABLE otel.otel_traces (
  Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String, SpanName LowCardinality(String), SpanKind LowCardinality(String),
  ServiceName LowCardinality(String), ResourceAttributes {kept}, ScopeName String, ScopeVersion String, SpanAttributes {kept}, Duration UInt64,
  StatusCode LowCardinality(String), StatusMessage String,
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes {kept}),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes {kept}),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))''', '''
CREATE TABLE otel.otel_traces_trace_id_ts (TraceId String, Start DateTime, End DateTime, INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1)
ENGINE = MergeTree PARTITION BY toDate(Start) ORDER BY (TraceId, Start)''', '''
CREATE MATERIALIZED VIEW otel.otel_traces_trace_id_ts_mv TO otel.otel_traces_trace_id_ts AS
SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM otel.otel_traces WHERE TraceId != '' GROUP BY TraceId''', f'''
CREATE TABLE otel.otel_logs (
  Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String, SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8,
  ServiceName LowCardinality(String), Body String, ResourceSchemaUrl LowCardinality(String), ResourceAttributes {kept}, ScopeSchemaUrl LowCardinality(String), ScopeName String,
  ScopeVersion LowCardinality(String), ScopeAttributes {kept}, LogAttributes {kept}, EventName String
) ENGINE = MergeTree PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)''']


def plain(value):
    """An OTLP value as JSON."""
    kind, content = next(iter(value.items())) if value else ('', '')
    if kind == 'intValue':
        return int(content)
    if kind == 'arrayValue':
        return [plain(v) for v in content.get('values', [])]
    if kind == 'kvlistValue':
        return {v['key']: plain(v['value']) for v in content.get('values', [])}
    return content


def text(value):
    """As the exporter puts it into a map of texts."""
    content = plain(value)
    return content if isinstance(content, str) else json.dumps(content, separators=(',', ':'))


def attributes(tags, json_columns):
    return {t['key']: plain(t['value']) if json_columns else text(t['value']) for t in tags or []}


def when(nanos):
    return f'{int(nanos) // 1_000_000_000}.{int(nanos) % 1_000_000_000:09d}'


def rows(lines, json_columns):
    """(spans, log records)"""
    spans, logs = [], []
    for line in lines:
        document = json.loads(line)
        for resource in document.get('resourceSpans', []) + document.get('resourceLogs', []):
            kept = attributes(resource['resource'].get('attributes'), json_columns)
            service = text(next((a['value'] for a in resource['resource'].get('attributes', []) if a['key'] == 'service.name'), {'stringValue': ''}))
            for scope in resource.get('scopeSpans', []) + resource.get('scopeLogs', []):
                common = {'ServiceName': service, 'ResourceAttributes': kept, 'ScopeName': scope['scope'].get('name', ''), 'ScopeVersion': scope['scope'].get('version', '')}
                for s in scope.get('spans', []):
                    events, links = s.get('events', []), s.get('links', [])
                    spans.append({**common, 'Timestamp': when(s['startTimeUnixNano']), 'TraceId': s['traceId'], 'SpanId': s['spanId'], 'ParentSpanId': s.get('parentSpanId', ''),
                                  'TraceState': s.get('traceState', ''), 'SpanName': s['name'], 'SpanKind': KINDS[s.get('kind', 0)], 'SpanAttributes': attributes(s.get('attributes'), json_columns),
                                  'Duration': int(s['endTimeUnixNano']) - int(s['startTimeUnixNano']), 'StatusCode': ['Unset', 'Ok', 'Error'][s.get('status', {}).get('code', 0)],
                                  'StatusMessage': s.get('status', {}).get('message', ''), 'Events.Timestamp': [when(e['timeUnixNano']) for e in events], 'Events.Name': [e['name'] for e in events],
                                  'Events.Attributes': [attributes(e.get('attributes'), json_columns) for e in events], 'Links.TraceId': [k['traceId'] for k in links], 'Links.SpanId': [k['spanId'] for k in links],
                                  'Links.TraceState': [k.get('traceState', '') for k in links], 'Links.Attributes': [attributes(k.get('attributes'), json_columns) for k in links]})
                for r in scope.get('logRecords', []):
                    logs.append({**common, 'Timestamp': when(r['timeUnixNano']), 'TraceId': r.get('traceId', ''), 'SpanId': r.get('spanId', ''), 'SeverityText': r.get('severityText', ''),
                                 'SeverityNumber': r.get('severityNumber', 0), 'Body': text(r['body']) if r.get('body') else '', 'LogAttributes': attributes(r.get('attributes'), json_columns),
                                 'ScopeAttributes': attributes(scope['scope'].get('attributes'), json_columns), 'EventName': r.get('eventName', '')})
    return spans, logs
