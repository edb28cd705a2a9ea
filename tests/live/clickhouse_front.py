#!/usr/bin/env python3
"""ClickHouse's engine (PyPI's chdb) behind as much of its HTTP interface as its documentation promises to clients: the
statement in the URL or the body, param_NAME, default_format, settings, users, the exception's code and text, the summary,
query ids and KILL QUERY. SQL, types, formats and errors are the engine's own.

usage: clickhouse_front.py --library FOLDER --port N --path FOLDER [--user NAME --password WORD] [--read-only]
"""
import argparse
import base64
import gzip
import json
import re
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STATUS = {60: 404, 81: 404, 47: 404, 46: 404, 62: 400, 36: 400, 115: 404, 164: 500, 394: 500, 516: 403, 497: 403, 457: 400, 456: 400, 159: 500}
OWN = {'query', 'default_format', 'query_id', 'database', 'user', 'password', 'session_id', 'role', 'compress', 'quota_key'}


class Failed(Exception):
    def __init__(self, code, words, name):
        super().__init__(f'Code: {code}. DB::Exception: {words}. ({name}) (version 26.9.2.1 (official build))')
        self.code = code


class Engine:
    """One session; statements go in one at a time, KILL QUERY does not wait for them."""

    def __init__(self, library, path):
        sys.path.insert(0, library)
        from chdb import session
        self.session = session.Session(path)
        self.lock = threading.Lock()
        self.running = {}
        self.guard = threading.Lock()
        names = bytes(self.session.query('SELECT name FROM system.settings FORMAT TSV').bytes()).decode()
        self.settings = set(names.split())

    def rows(self, sql, fmt, parameters, settings, query_id):
        kill = re.match(r'\s*KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*(\{id:String\}|\'[^\']*\')', sql, re.I)
        if kill:
            wanted = parameters.get('id', '') if kill[1].startswith('{') else kill[1][1:-1]
            with self.guard:
                if wanted in self.running:
                    self.running[wanted].set()
            yield b''
            return
        stopped = threading.Event()
        with self.guard:
            if query_id in self.running and settings.get('replace_running_query') != '1':
                raise Failed(216, f"Query with id = {query_id} is already running", 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING')
            self.running[query_id] = stopped
        try:
            while not self.lock.acquire(timeout=0.02):
                if stopped.is_set():
                    raise Failed(394, 'Query was cancelled', 'QUERY_WAS_CANCELLED')
            try:
                for name, value in settings.items():
                    self.session.query("SET {} = '{}'".format(name, value.replace('\\', '\\\\').replace("'", "\\'")))
                if re.match(r'\s*(CREATE|INSERT|DROP)\b', sql, re.I):
                    yield bytes(self.session.query(sql, fmt, params=parameters).bytes())
                    return
                stream = self.session.send_query(sql, fmt, params=parameters)
                for chunk in stream:
                    if stopped.is_set():
                        stream.close()
                        raise Failed(394, 'Query was cancelled', 'QUERY_WAS_CANCELLED')
                    yield bytes(chunk.bytes())
            finally:
                self.lock.release()
        finally:
            with self.guard:
                if self.running.get(query_id) is stopped:
                    del self.running[query_id]


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == '/ping':
            self.answer(200, b'Ok.\n', {})
        else:
            self.statement('')

    def do_POST(self):
        self.statement(self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode())

    def check_user(self, query):
        user, password = self.headers.get('X-ClickHouse-User') or query.get('user', 'default'), self.headers.get('X-ClickHouse-Key') or query.get('password', '')
        basic = self.headers.get('Authorization', '')
        if basic.startswith('Basic '):
            user, _, password = base64.b64decode(basic[6:]).decode().partition(':')
        given = self.server.given
        if given.user and (user, password) != (given.user, given.password):
            raise Failed(516, f'{user}: Authentication failed: password is incorrect, or there is no user with such name', 'AUTHENTICATION_FAILED')

    def statement(self, body):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        query_id = query.get('query_id') or str(uuid.uuid4())
        headers = {'X-ClickHouse-Query-Id': query_id, 'X-ClickHouse-Server-Display-Name': 'chdb', 'X-ClickHouse-Timezone': 'UTC'}
        started = time.monotonic_ns()
        try:
            if url.path != '/':
                self.answer(404, f'There is no handle {url.path}\n'.encode(), headers)
                return
            self.check_user(query)
            engine = self.server.engine
            settings = {k: v for k, v in query.items() if k not in OWN and not k.startswith('param_')}
            for name in settings:
                if name not in engine.settings:
                    raise Failed(115, f'Setting {name} is neither a builtin setting nor started with the prefix \'SQL_\' registered for user-defined settings', 'UNKNOWN_SETTING')
                if self.server.given.read_only:
                    raise Failed(164, f"Cannot modify '{name}' setting in readonly mode", 'READONLY')
            parameters = {k[6:]: v for k, v in query.items() if k.startswith('param_')}
            fmt = self.headers.get('X-ClickHouse-Format') or query.get('default_format', 'TabSeparated')
            sql = query.get('query', '') + body
            out = b''.join(engine.rows(sql, fmt, parameters, settings, query_id))
            count = out.count(b'\n')
            took = time.monotonic_ns() - started
            headers['X-ClickHouse-Summary'] = json.dumps({'read_rows': str(count), 'read_bytes': str(len(out)), 'result_rows': str(count), 'elapsed_ns': str(took)})
            headers['X-ClickHouse-Format'] = fmt
            if settings.get('enable_http_compression') == '1' and 'gzip' in self.headers.get('Accept-Encoding', ''):
                out = gzip.compress(out, 1)
                headers['Content-Encoding'] = 'gzip'
            self.answer(200, out, headers)
        except Exception as failure:  # the engine's own have no type of their own for each code
            text = str(failure)
            found = re.search(r'Code: (\d+)', text)
            if found:
                text = text[found.start():] + ('' if '(version ' in text else ' (version 26.9.2.1 (official build))')
            code = int(found[1]) if found else 1002
            headers['X-ClickHouse-Exception-Code'] = str(code)
            try:
                self.answer(STATUS.get(code, 500), (text + '\n').encode(), headers)
            except OSError:
                pass  # who asked is gone

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Type', 'text/plain; charset=UTF-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--library', required=True)
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--path', required=True)
    parser.add_argument('--user')
    parser.add_argument('--password', default='')
    parser.add_argument('--read-only', action='store_true')
    given = parser.parse_args()
    server = ThreadingHTTPServer(('127.0.0.1', given.port), Handler)
    server.given = given
    server.engine = Engine(given.library, given.path)
    server.serve_forever()


main()
