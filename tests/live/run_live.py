#!/usr/bin/env python3
"""One telemetry, fed to a real server and given to the local store: for many filters both must find the same records.

usage: run_live.py --cli TRIPTYCH_CLI NAME; NAME is jaeger, zipkin, tempo, loki, prometheus, clickhouse, opensearch, datadog, profiles (two servers as one), or
correlation (one server's log lines for another's spans). Exit 77 where the server is
not installed (packaging/servers NAME installs it).
"""
import argparse
import json
import sys
import tempfile
import time
import urllib.parse

import datadog_rules
import servers
from checks import Cli, Failure, compare, settle, store_of, traces_of
from connection_tests import correlation_test, https_test, profiles_test, tenant_test
from made_telemetry import in_micros, named, telemetry, unmixed, zipkin_spans


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
