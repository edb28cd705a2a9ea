"""Connections of several servers, and what a server asks of who connects: certificates and tenants."""
import json
import os

import servers
from checks import Failure, settle, store_of
from made_telemetry import TRACES, telemetry


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
