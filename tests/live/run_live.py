#!/usr/bin/env python3
"""One telemetry, fed to a real server and given to the local store: for many filters both must find the same records.

usage: run_live.py --cli TRIPTYCH_CLI NAME; NAME is jaeger, zipkin, tempo, loki, prometheus, clickhouse, opensearch, datadog, profiles (two servers as one), or
correlation (one server's log lines for another's spans). Exit 77 where the server is
not installed (packaging/servers NAME installs it).
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

import datadog_rules
import servers

TRACES = 150  # of the demo
SEED = 20260821


class Failure(Exception):
    pass


class Cli:
    def __init__(self, program):
        self.program = program

    def run(self, *words, code=0):
        done = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=300)
        if done.returncode != code:
            raise Failure(f'{" ".join(words)}: exit {done.returncode}, expected {code}\n{done.stderr}')
        return done

    def json(self, *words):
        return json.loads(self.run(*words, '--json').stdout)


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


def filters(cli, name, store, table):
    """Filters over the values that the data has, and some of every other kind. The same ones in every run. Lists are left out
    where the server's search looks at their elements."""
    elements = name in ('datadog', 'elasticsearch')
    chance = random.Random(SEED)
    terms = ['status:error', '-status:error', 'duration:>50ms', 'duration:<2ms', 'kind:server', 'name:*checkout*', 'service:*a*', 'GET'] if table == 'spans' else ['level:error', '-level:info', 'order', 'service:*a*', '"payment"', '/time(d )?out/']
    keys = [k for k in cli.json('tags', '--store', store) if k[table] > 0 and k['distinct'] < 200]
    own = [k for k in keys if k['key'] == 'service.name'] if name == 'loki' else [] # Loki's label of the service: a tag as well
    for key in chance.sample(keys, min(14, len(keys))) + own + [{'key': 'service', 'scope': 'any'}, {'key': 'name', 'scope': 'any'}]:
        values = [v['value'] for v in cli.json('tags', '--store', store, '--key', key['key']) if v[table] > 0 and v['value'] and '\n' not in v['value']]
        values = [v for v in values if not elements or v[0] not in '[{']
        if not values or (table == 'logs' and key['key'] == 'name'):
            continue
        value = chance.choice(values).replace('\\', '\\\\').replace('"', '\\"')
        field = key['key'] if key['key'] in ('service', 'name') else '@' + key['key']
        terms.append(f'{field}:"{value}"')
        terms.append(f'{field}:*')
        terms.append(f'-{field}:"{value}"')
    out = ['', *terms]
    for _ in range(14):
        a, b, c = (chance.choice(terms) for _ in range(3))
        out.append(chance.choice([f'{a} {b}', f'{a} OR {b}', f'({a} OR {b}) {c}', f'{a} -({b} {c})', f'-({a} OR {b})']))
    return out


def compare(cli, name, source, store, table):
    wrong = told = 0
    all_filters = filters(cli, name, store, table)
    for expression in all_filters:
        def asked():
            return cli.run(table, '--filter', expression, '--last', '2d', '--source', f'{name}={source}', '--fetch', '20000', '--json')

        remote = asked()
        told += 'Evaluated here' in remote.stderr or 'valuated' in remote.stderr
        local = cli.json(table, '--filter', expression, '--store', store)
        if table == 'spans':
            keys = ('traceId', 'spanId', 'name', 'service', 'start', 'duration', 'kind', 'status')
        else:
            keys = ('time', 'body', 'traceId', 'spanId', 'level')

        def rows_of(records):
            return sorted(tuple(str(r[k]) for k in keys) for r in records)

        here, there = rows_of(local), rows_of(json.loads(remote.stdout))
        if here != there and name == 'tempo':
            # Its search misses a trace now and then while it tidies its own; what is wrong for good stays so.
            time.sleep(3)
            remote = asked()
            there = rows_of(json.loads(remote.stdout))
            print(f'again  {expression!r}')
        if here != there:
            wrong += 1
            print(f'WRONG  {expression!r}: {len(here)} here, {len(there)} from {name}; missing {list(set(here) - set(there))[:2]}, too many {list(set(there) - set(here))[:2]}\n  {remote.stderr}')
        else:
            print(f'same   {expression!r}: {len(here)}')
    print(f'{len(all_filters)} filters, {wrong} wrong, {told} in part decided here')
    if wrong:
        raise Failure(f'{wrong} of {len(all_filters)} filters')


def store_of(cli, folder, name, text):
    folder = tempfile.mkdtemp(dir=folder)
    file, store = os.path.join(folder, name), os.path.join(folder, name + '.triptych')
    with open(file, 'w', encoding='utf-8') as out:
        out.write(text)
    cli.run('import', file, '--store', store)
    return store


def traces_of(cli, name, server, store, trace_id=None):
    """Opening one trace, and what is not there."""
    some = cli.json('traces', '--store', store)
    one = trace_id or some[len(some) // 2]['traceId']
    here, there = (sorted((s['spanId'], s['name'], s['duration']) for s in cli.json('trace', one, *source)['spans']) for source in (['--store', store], ['--source', f'{name}={server.url}']))
    if here != there:
        raise Failure(f'trace {one}: {len(here)} spans here, {len(there)} from {name}')
    cli.run('trace', 'f' * 32, '--source', f'{name}={server.url}', code=3)
    values = {v['value'] for v in cli.json('tags', '--key', 'service', '--last', '2d', '--source', f'{name}={server.url}')}
    expected = {v['value'] for v in cli.json('tags', '--key', 'service', '--store', store)}
    if values != expected:
        raise Failure(f'services {values ^ expected}')
    keys = {k['key'] for k in cli.json('tags', '--last', '2d', '--source', f'{name}={server.url}')}
    if name == 'tempo' and (not {'service.name', 'http.route'} & keys or servers.request(server.url + '/ready')[0] != 200): # an older one falls over where tags are asked for with times
        raise Failure(f'tags {sorted(keys)}')


def settle(count, wanted, patience=60):
    """Waits until the server shows all that it was fed."""
    until = time.monotonic() + patience
    while count() < wanted:
        if time.monotonic() > until:
            raise Failure(f'{count()} of {wanted} records after {patience} s')
        time.sleep(0.3)


def in_micros(value):
    """Every time of an OTLP document, as a store of whole microseconds keeps it."""
    if isinstance(value, list):
        return [in_micros(v) for v in value]
    if isinstance(value, dict):
        return {k: str(int(v) // 1000 * 1000) if k.endswith('UnixNano') else in_micros(v) for k, v in value.items()}
    return value


def spans_test(cli, name, server, folder, feed=None):
    """`feed`: into the store behind the server, which keeps whole microseconds."""
    lines = telemetry(cli, folder, 'spans')
    if feed:
        lines = [json.dumps(in_micros(json.loads(line))) for line in lines]
    if name == 'zipkin':
        spans = zipkin_spans(lines)
        store = store_of(cli, folder, 'local.json', json.dumps(spans))
        server.feed(spans)
    else:
        store = store_of(cli, folder, 'spans.jsonl', '\n'.join(lines))
        (feed or server.feed)(lines)
    total = len(cli.json('spans', '--store', store))
    settle(lambda: len(cli.json('spans', '--last', '2d', '--fetch', '20000', '--source', f'{name}={server.url}')), total)
    if name == 'tempo':
        settle(server.written, True)
    compare(cli, name, server.url, store, 'spans')
    traces_of(cli, name, server, store)


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


def logs_test(cli, name, server, folder):
    lines = telemetry(cli, folder, 'logs')
    if name == 'loki': # it takes nothing without labels, and calls the service of such lines unknown_service: another filter's business
        lines = [line for line in map(named, lines) if line]
    if name == 'elasticsearch':
        lines = unmixed(lines)
    store = store_of(cli, folder, 'local.jsonl', '\n'.join(lines))
    server.feed(lines)
    total = len(cli.json('logs', '--store', store))
    settle(lambda: len(cli.json('logs', '--last', '2d', '--fetch', '20000', '--source', f'{name}={server.url}')), total)
    compare(cli, name, server.url, store, 'logs')


def prometheus_test(cli, folder):
    now = int(time.time())
    samples = ['# TYPE shop_requests counter']
    for service in ('cart', 'payment'):
        for i in range(60):
            samples.append(f'shop_requests_total{{service="{service}",region="eu"}} {i * (3 if service == "cart" else 5)} {now - 3600 + i * 60}')
    with servers.Prometheus('\n'.join(samples) + '\n# EOF\n') as server:
        source = ['--source', f'prometheus={server.url}']
        for expression in ('sum by (service) (rate(shop_requests_total[10m]))', 'shop_requests_total', '1 + 1', 'shop_requests_total{service=~"c.*"} > 50'):
            for ours, theirs in ((['--time', str(now - 120)], f'query?time={now - 120}.000'), (['--from', str(now - 3000), '--to', str(now - 60), '--step', '5m'], f'query_range?start={now - 3000}.000&end={now - 60}.000&step=300')):
                answer = cli.json('promql', expression, *ours, *source)
                direct = json.loads(servers.request(f'{server.url}/api/v1/{theirs}&query={urllib.parse.quote(expression)}')[1])
                if answer['data'] != direct['data'] or not direct['data']['result']:
                    raise Failure(f'{expression}: {answer} instead of {direct}')
                cli.run('promql', expression, *ours, *source)
        settle(lambda: sum(rule['state'] == 'firing' for rule in cli.json('alerts', *source)), 1)
        rules = {rule['name']: rule for rule in cli.json('alerts', *source)}
        if set(rules) != {'ServerUp', 'ServerDown'} or rules['ServerDown']['state'] != 'inactive' or rules['ServerDown']['for'] != 300_000_000_000:
            raise Failure(f'rules: {rules}')
        alert = rules['ServerUp']['alerts'][0]
        if alert['labels']['job'] != 'itself' or alert['labels']['severity'] != 'info' or rules['ServerUp']['annotations'] != {'summary': 'it runs'} or not int(alert['since']):
            raise Failure(f'alert: {alert}')
        if [rule['name'] for rule in cli.json('alerts', '--firing', *source)] != ['ServerUp']:
            raise Failure('--firing')
        infos = {metric['name']: metric for metric in cli.json('metrics', *source)}
        if infos['up']['name'] != 'up' or infos['prometheus_build_info']['type'] != 'gauge' or infos['prometheus_http_request_duration_seconds_bucket']['type'] != 'histogram' or 'shop_requests_total' not in infos:
            raise Failure(f'metadata: {infos}')
        server.feed_exemplar('5b8efff798038103d269b633813fc60c')
        settle(lambda: len(cli.json('metrics', '--exemplars', 'shop_orders_total', *source)), 1)
        exemplar = cli.json('metrics', '--exemplars', 'shop_orders_total', *source)[0]
        if exemplar['traceId'] != '5b8efff798038103d269b633813fc60c' or exemplar['value'] != '0.25' or exemplar['series']['job'] != 'cart':
            raise Failure(f'exemplar: {exemplar}')
        wrong = cli.run('promql', 'sum(shop_requests_total', *source, code=3)
        if 'parse error' not in wrong.stderr:
            raise Failure(f'the server\'s words are missing: {wrong.stderr}')


def stats_test(cli, server, store):
    """Rates, errors and exact quantiles that the server computes are those of the local store, though no span is fetched."""
    for expression in ('', 'status:error', 'service:*a* duration:>1ms'):
        for by in ('service', 'service,name', 'region', 'status,kind'):
            asked = ['stats', '--filter', expression, '--by', by, '--limit', '10000']
            keys = by.split(',')
            here, there = ({tuple(r[k] for k in keys): r for r in cli.json(*asked, *source)} for source in (['--store', store], ['--last', '2d', '--fetch', '1', '--source', f'clickhouse={server.url}']))
            if set(here) != set(there):
                raise Failure(f'stats {expression!r} by {by}: {set(here) ^ set(there)}')
            for group, row in here.items():
                for figure in ('count', 'errors', 'p50', 'p90', 'p95', 'p99', 'max', 'selfTime'):
                    if abs(row[figure] - there[group][figure]) > 1e-6 * max(1, abs(row[figure])):
                        raise Failure(f'stats {expression!r} by {by}: {figure} of {group} is {row[figure]} here, {there[group][figure]} there')


def clickhouse_test(cli, folder):
    """Attributes of type JSON; users; one that may change no setting; a database that is not there; tags with their counts."""
    lines = telemetry(cli, folder, 'spans')
    store = store_of(cli, folder, 'json.jsonl', '\n'.join(lines))
    with servers.ClickHouse(json_columns=True, user=('reader', 'it\'s: secret')) as server:
        server.feed(lines)
        address = server.url.replace('//', '//reader:it%27s%3A%20secret@')
        for expression in ('', 'status:error', '@http.response.status_code:>=500', 'duration:>50ms -service:*a*'):
            asked = ['--filter', expression, '--json']
            here, there = (sorted((s['traceId'], s['spanId'], json.dumps(s['tags'], sort_keys=True)) for s in json.loads(cli.run('spans', *asked, *more).stdout))
                           for more in (['--store', store], ['--last', '2d', '--fetch', '20000', '--source', f'clickhouse={address}']))
            if [h[:2] for h in here] != [t[:2] for t in there]:
                raise Failure(f'JSON columns, {expression!r}: {len(here)} here, {len(there)} there')
        refused = cli.run('spans', '--last', '2d', '--source', f'clickhouse={server.url}', code=3)
        if 'Authentication failed' not in refused.stderr or 'secret' in refused.stderr:
            raise Failure(f'without a password: {refused.stderr}')
        missing = cli.run('spans', '--last', '2d', '--source', f'clickhouse={address}/nosuch', code=3)
        if "database 'nosuch'" not in missing.stderr:
            raise Failure(f'without its database: {missing.stderr}')
        keys = {(k['key'], k['scope']): k for k in cli.json('tags', '--last', '2d', '--source', f'clickhouse={address}/otel')}
        for k in cli.json('tags', '--store', store):
            if k['scope'] in ('span', 'resource') and keys.get((k['key'], k['scope']), {}).get('spans') != k['spans']:
                raise Failure(f'{k} is {keys.get((k["key"], k["scope"]))} there')
    with servers.ClickHouse() as server:
        server.feed(lines)
        stats_test(cli, server, store)
    with servers.ClickHouse(read_only=True) as server:
        server.feed(lines)
        if len(cli.json('spans', '--last', '2d', '--fetch', '20000', '--source', f'clickhouse={server.url}/otel')) != len(cli.json('spans', '--store', store)):
            raise Failure('a user that may change no setting sees less')


def opensearch_test(cli, folder):
    """Jaeger's own indices, filled by Jaeger; then, on a node of their own, OpenTelemetry's data streams."""
    with servers.OpenSearch() as node:
        with servers.Jaeger(store=node.url) as jaeger:
            spans_test(cli, 'elasticsearch', node, folder, feed=jaeger.feed)
    with servers.OpenSearch() as node:
        spans_test(cli, 'elasticsearch', node, folder)
        logs_test(cli, 'elasticsearch', node, folder)


def datadog_test(cli, folder):
    """Datadog cannot run here: its documented rules, enforced over the same telemetry."""
    spans = datadog_rules.records(telemetry(cli, folder, 'spans'))[0]
    logs = datadog_rules.records(telemetry(cli, folder, 'logs'))[1]
    kept = {'spans': store_of(cli, folder, 'spans.json', json.dumps({'data': spans})), 'logs': store_of(cli, folder, 'logs.json', json.dumps({'data': logs}))}
    with datadog_rules.Datadog() as server:
        server.feed(spans, logs)
        for table, store in kept.items():
            compare(cli, 'datadog', server.url, store, table)
        traces_of(cli, 'datadog', server, kept['spans'])
        source = ['--source', f'datadog={server.url}']
        monitors = cli.json('alerts', *source)
        if [(m['name'], m['state'], len(m['alerts'])) for m in monitors] != [('errors of checkout', 'firing', 1)]:
            raise Failure(f'monitors: {monitors}')
        objectives = cli.json('slo', *source)
        if [(o['name'], o['target'], o['sli'], o['errorBudgetLeft']) for o in objectives] != [('checkout works', 99.9, 99.93, 30.0)]:
            raise Failure(f'objectives: {objectives}')
        series = cli.json('promql', 'avg:system.load{*} by {env}', '--last', '1h', '--step', '1m', '--from', '-1h', *source)['data']['result']
        if [(r['metric'], len(r['values'])) for r in series] != [({'env': 'prod'}, 1)]:
            raise Failure(f'metrics: {series}')
        for url, words in ((server.bare, 'Forbidden'), (server.url.replace('b' * 40, 'c' * 40), 'application key')):
            refused = cli.run('spans', '--last', '2d', '--source', f'datadog={url}', code=3)
            if words not in refused.stderr or 'c' * 40 in refused.stderr or 'a' * 32 in refused.stderr:
                raise Failure(f'keys: {refused.stderr}')
    with datadog_rules.Datadog(allowance=1) as server:
        server.feed(spans, logs)
        limited = cli.run('spans', '--last', '2d', '--source', f'datadog={server.url}', code=3)
        if '429' not in limited.stderr or '1800 s' not in limited.stderr:
            raise Failure(f'rate limit: {limited.stderr}')


def profiles_test(cli, folder):
    """Two Jaegers side by side, as addresses and as saved connections: one question to both, a trace that lies in halves on
    both, a connection that is chosen by the filter, one that is down."""
    lines = telemetry(cli, folder, 'spans')
    documents = [json.loads(line) for line in lines]
    ids = sorted({s['traceId'] for d in documents for r in d['resourceSpans'] for scope in r['scopeSpans'] for s in scope['spans']})
    split = max(ids, key=lambda i: sum(s['traceId'] == i for d in documents for r in d['resourceSpans'] for scope in r['scopeSpans'] for s in scope['spans']))

    def part(mine):
        out = []
        for line in lines:
            document = json.loads(line)
            for resource in document['resourceSpans']:
                for scope in resource['scopeSpans']:
                    scope['spans'] = [s for s in scope['spans'] if mine(s)]
            out.append(json.dumps(document))
        return out

    def in_eu(span):
        return int(span['spanId'], 16) % 2 == 0 if span['traceId'] == split else ids.index(span['traceId']) % 2 == 0

    store = store_of(cli, folder, 'spans.jsonl', '\n'.join(lines))
    total = len(cli.json('spans', '--store', store))
    keys = ('traceId', 'spanId', 'name', 'service', 'start', 'duration', 'kind', 'status')

    def rows(answer):
        return sorted(tuple(str(r[k]) for k in keys) for r in answer)

    with servers.Jaeger() as eu, servers.Jaeger() as us:
        eu.feed(part(in_eu))
        us.feed(part(lambda s: not in_eu(s)))
        asked = ['--last', '2d', '--fetch', '20000']
        both = ['--source', f'jaeger={eu.url}', '--source', f'jaeger={us.url}']
        settle(lambda: len(cli.json('spans', *asked, *both)), total)
        home = os.path.join(folder, 'config')
        os.makedirs(os.path.join(home, 'triptych'))
        with open(os.path.join(home, 'triptych', 'profiles.json'), 'w', encoding='utf-8') as file:
            json.dump({'connections': [{'name': name, 'sources': [{'kind': 'jaeger', 'url': server.url}]} for name, server in (('prod-eu', eu), ('prod-us', us))]}, file)
        os.environ['XDG_CONFIG_HOME'] = home
        profiles = ['--profile', 'prod-eu', '--profile', 'prod-us']
        for source in (both, profiles):
            for expression in ('', 'status:error', 'service:*a* -status:error', 'duration:>50ms OR kind:server', '/GET|POST/'):
                here, there = rows(cli.json('spans', '--filter', expression, '--store', store)), rows(cli.json('spans', '--filter', expression, *asked, *source))
                if here != there:
                    raise Failure(f'{expression!r} of both: {len(here)} here, {len(there)} there')
        of_us = [s for s in (json.loads(line) for line in part(lambda s: not in_eu(s)))]
        wanted = {s['spanId'] for d in of_us for r in d['resourceSpans'] for scope in r['scopeSpans'] for s in scope['spans']}
        answer = cli.run('spans', 'profile:prod-us', *asked, *profiles, '--json')
        spans = json.loads(answer.stdout)
        if {s['spanId'] for s in spans} != wanted or any(s['tags'].get('triptych.profile') != 'prod-us' for s in spans) or 'prod-eu' in answer.stderr:
            raise Failure(f'profile:prod-us: {len(spans)} instead of {len(wanted)}\n{answer.stderr}')
        counted = {v['value']: v['spans'] for v in cli.json('tags', '--key', 'profile', *asked, *profiles)}
        if counted != {'prod-eu': total - len(wanted), 'prod-us': len(wanted)}:
            raise Failure(f'tags --key profile: {counted}')
        grouped = {r['profile']: r['count'] for r in cli.json('stats', '--by', 'profile', *asked, *profiles)}
        if grouped != counted:
            raise Failure(f'stats --by profile: {grouped}')
        whole, united = (sorted(s['spanId'] for s in cli.json('trace', split, *source)['spans']) for source in (['--store', store], profiles))
        if whole != united:
            raise Failure(f'trace {split}: {len(united)} of {len(whole)} spans from both')
        bundle = os.path.join(folder, 'both.triptych')
        cli.run('export', *asked, *profiles, '--format', 'bundle', '-o', bundle)
        if {v['value']: v['spans'] for v in cli.json('tags', '--key', 'profile', '--store', bundle)} != counted:
            raise Failure('the bundle forgot which connection its spans came from')
        us.process.kill()
        us.process.wait()
        broken = cli.run('spans', *asked, *profiles, '--json', code=1)
        if len(json.loads(broken.stdout)) != total - len(wanted) or 'Jaeger of prod-us could not be asked' not in broken.stderr:
            raise Failure(f'one is down: {len(json.loads(broken.stdout))} spans\n{broken.stderr}')
        cli.run('spans', 'profile:prod-us', *asked, *profiles, code=3)
        if len(cli.json('spans', 'profile:prod-eu', *asked, *profiles)) != total - len(wanted):
            raise Failure('one is down and not asked')


def told_by_fields(lines, trace, of_resource):
    """The log lines of one trace, which name it and its spans in fields of their own alone: the trace's in the record's, or the resource's."""
    def tag(key, value):
        return {'key': key, 'value': {'stringValue': value}}

    out, count = [], 0
    for line in lines:
        for resource in json.loads(line)['resourceLogs']:
            for scope in resource['scopeLogs']:
                records = []
                for record in scope['logRecords']:
                    named, span = record.pop('traceId', ''), record.pop('spanId', '')
                    if named != trace or not span:
                        continue
                    count += 1
                    record['body'] = {'stringValue': f'step {count} of an order'}
                    record['attributes'] = [tag('hop', span), *([] if of_resource else [tag('request_id', named)])]
                    records.append(record)
                if records:
                    own = [a for a in resource['resource']['attributes'] if a['key'] == 'service.name'] + ([tag('request_id', trace)] if of_resource else [])
                    out.append(json.dumps({'resourceLogs': [{'resource': {'attributes': own}, 'scopeLogs': [{'scope': {}, 'logRecords': records}]}]}))
    return out, count


def correlation_test(cli, folder, kinds):
    """A connection whose rule says which server has the lines of a trace, and what fields of theirs name trace and span. Jaeger has
    the spans; Loki (in structured metadata) and OpenSearch (in attributes of the record, then of the resource) the lines."""
    spans, lines = telemetry(cli, folder, 'spans'), telemetry(cli, folder, 'logs')
    whole = [s for d in map(json.loads, spans) for r in d['resourceSpans'] for scope in r['scopeSpans'] for s in scope['spans']]
    by_trace = {}
    for record in (rec for d in map(json.loads, lines) for r in d['resourceLogs'] for scope in r['scopeLogs'] for rec in scope['logRecords']):
        if record.get('spanId'):
            by_trace.setdefault(record['traceId'], []).append(record['spanId'])
    trace = max((t for t in by_trace if any(s['traceId'] == t for s in whole)), key=lambda t: len(set(by_trace[t])))
    span = by_trace[trace][0]
    home = os.path.join(folder, 'config')
    os.makedirs(os.path.join(home, 'triptych'))
    os.environ['XDG_CONFIG_HOME'] = home
    with servers.Jaeger() as jaeger:
        jaeger.feed(spans)
        for kind, of_resource in kinds:
            if not servers.installed({'elasticsearch': 'opensearch'}.get(kind, kind)):
                print(f'left out: {kind} is not installed')
                continue
            with {'loki': servers.Loki, 'elasticsearch': servers.OpenSearch}[kind]() as server:
                told, count = told_by_fields(lines, trace, of_resource)
                server.feed(told)
                sources = [{'kind': 'jaeger', 'url': jaeger.url}, {'kind': kind, 'url': server.url}]
                rule = {'logs': kind, 'trace': 'request_id', 'span': 'hop', 'slackSeconds': 120}
                with open(os.path.join(home, 'triptych', 'profiles.json'), 'w', encoding='utf-8') as file:
                    json.dump({'connections': [{'name': 'ruled', 'sources': sources, 'correlation': rule}, {'name': 'plain', 'sources': sources},
                                               {'name': 'elsewhere', 'sources': sources, 'correlation': {**rule, 'logs': 'clickhouse'}}]}, file)
                settle(lambda: len(cli.json('logs', '--last', '2d', '--profile', 'ruled')), count)
                found = cli.json('logs', '--trace', trace, '--profile', 'ruled')
                if len(found) != count or {r['traceId'] for r in found} != {trace}:
                    raise Failure(f'{kind}: {len(found)} of {count} lines of the trace')
                matched = [r['match'] for r in cli.json('logs', '--span', f'{trace}:{span}', '--profile', 'ruled') if r['spanId'] == span]
                if matched != ['span'] * by_trace[trace].count(span):
                    raise Failure(f'{kind}: lines of the span: {matched}')
                # Without the rule nothing says which trace they are of; and a server that the rule passes over is not asked.
                for profile in ('plain', 'elsewhere'):
                    others = [r for r in cli.json('logs', '--trace', trace, '--profile', profile) if r['traceId'] == trace]
                    if others:
                        raise Failure(f'{kind}: {len(others)} lines by the connection {profile}')
                print(f'{kind}{" (resource)" if of_resource else ""}: {count} lines of a trace by the rule of the connection')


def https_test(cli, folder, lines):
    """Jaeger over HTTPS, for clients with a certificate of its authority: HTTP/2, as Go's servers speak it."""
    certificates = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'tls')
    home = os.path.join(folder, 'config')
    os.makedirs(os.path.join(home, 'triptych'))
    with servers.Jaeger(certificates=certificates) as server:
        server.feed(lines)
        source = {'kind': 'jaeger', 'url': server.url.replace('http:', 'https:'), 'ca': f'{certificates}/ca.pem'}
        known = {**source, 'certificate': f'{certificates}/client.pem', 'key': f'{certificates}/client.key'}
        with open(os.path.join(home, 'triptych', 'profiles.json'), 'w', encoding='utf-8') as file:
            json.dump({'connections': [{'name': 'known', 'sources': [known]}, {'name': 'unknown', 'sources': [source]}]}, file)
        os.environ['XDG_CONFIG_HOME'] = home
        os.environ['QT_LOGGING_RULES'] = 'qt.network.http2.debug=true'
        try:
            settle(lambda: len(cli.json('traces', '--last', '2d', '--profile', 'known')), TRACES)
            said = cli.run('traces', '--last', '2d', '--profile', 'known').stderr
            if 'HTTP/2' not in said and 'http2' not in said:
                raise Failure(f'no HTTP/2: {said[:500]}')
            cli.run('traces', '--last', '2d', '--profile', 'unknown', code=3)
        finally:
            del os.environ['QT_LOGGING_RULES'], os.environ['XDG_CONFIG_HOME']


def tenant_test(cli, folder):
    """Loki with tenants: none, the wrong one, the right one."""
    lines = telemetry(cli, folder, 'logs')[:1]
    with servers.Loki(tenants=True) as server:
        server.feed(lines, 'shop')
        source = ['--last', '2d', '--source', f'loki={server.url}']
        refused = cli.run('logs', *source, '--json', code=3)
        if '401' not in refused.stderr or 'no org id' not in refused.stderr:
            raise Failure(f'without a tenant: {refused.stderr}')
        settle(lambda: len(cli.json('logs', *source, '--header', 'X-Scope-OrgID: shop')), 1)
        if cli.json('logs', *source, '--header', 'X-Scope-OrgID: other'):
            raise Failure('another tenant sees the lines')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--cli', required=True)
    parser.add_argument('name')
    given = parser.parse_args()
    needed = 'jaeger' if given.name in ('profiles', 'correlation') else given.name
    if needed != 'datadog' and not servers.installed(needed):
        print(f'skipped: {needed} is not installed; packaging/servers {needed} installs it')
        return 77
    cli = Cli(given.cli)
    try:
        with tempfile.TemporaryDirectory(prefix='triptych-live-') as folder:
            alone = {'correlation': lambda c, f: correlation_test(c, f, (('loki', False), ('elasticsearch', False), ('elasticsearch', True))),
                     'prometheus': prometheus_test, 'opensearch': opensearch_test, 'datadog': datadog_test, 'profiles': profiles_test}
            if given.name in alone:
                alone[given.name](cli, folder)
                return 0
            made = {'jaeger': servers.Jaeger, 'zipkin': servers.Zipkin, 'tempo': servers.Tempo, 'loki': servers.Loki, 'clickhouse': servers.ClickHouse}[given.name]
            with made() as server:
                (logs_test if given.name == 'loki' else spans_test)(cli, given.name, server, folder)
                if given.name == 'clickhouse':
                    logs_test(cli, given.name, server, folder)
            if given.name == 'jaeger':
                https_test(cli, folder, telemetry(cli, tempfile.mkdtemp(dir=folder), 'spans'))
            if given.name == 'loki':
                tenant_test(cli, folder)
            if given.name == 'clickhouse':
                clickhouse_test(cli, folder)
    except Failure as failure:
        print(f'FAILED: {failure}')
        return 1
    return 0


sys.exit(main())
