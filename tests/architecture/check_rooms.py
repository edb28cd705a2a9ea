#!/usr/bin/env python3
"""Checks the arrows between Triptych's rooms: reads every #include of the sources and compares it with the table.

usage: check_rooms.py [SOURCE_FOLDER]; exit 1 and a line for each forbidden include. The table is the design's.
"""
import os
import re
import sys

BASE = {'base', 'telemetry'}
# room -> rooms of models/ that it may include (itself, base and telemetry are understood)
ROOMS = {
    'base': set(),
    'telemetry': set(),
    'formats': set(),
    'store': set(),
    'ingest': {'formats', 'store'},
    'query': set(),
    'promql': {'query', 'store'},
    'sources': {'ingest', 'formats', 'query', 'store'},
    'analysis': {'query', 'store'},
    'scene': {'analysis'},
    'dashboard': {'promql', 'query', 'sources'},
    'session': {'query'},
    'items': {'analysis', 'session', 'sources', 'query', 'promql', 'dashboard', 'store', 'ingest'},
    'ui': {'items', 'scene', 'session', 'dashboard', 'analysis', 'query', 'sources'},
}
GUI = re.compile(r'Qt(Gui|Widgets|Charts|Svg)/|^Q(Widget|Painter|Color|Pixmap|Image|Font|Icon|Brush|Pen|GuiApplication|'
                 r'Application|MainWindow|Dialog|Label|Cursor|Clipboard|Palette|KeySequence|Action|Key|Mouse|Wheel|Paint)')
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# (file, include): why. Only ever shrinks.
EXCEPTIONS = {}


def room_of(path):
    parts = path.split('/')
    if parts[0] == 'models' and len(parts) > 2:
        return parts[1]
    return parts[0]


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    os.chdir(top)
    wrong, seen = [], 0
    for folder in ('models', 'ui', 'app'):
        for where, _, names in os.walk(folder):
            for name in sorted(names):
                if not name.endswith(('.h', '.cpp')):
                    continue
                path = os.path.join(where, name).replace(os.sep, '/')
                room = room_of(path)
                for number, line in enumerate(open(path, encoding='utf-8'), 1):
                    m = INCLUDE.match(line)
                    if not m or (path, m[2]) in EXCEPTIONS:
                        continue
                    seen += 1
                    what = m[2]
                    if what == 'duckdb.h' and room != 'store':
                        wrong.append(f'{path}:{number}: only models/store includes duckdb.h')
                    if folder == 'models' and GUI.search(what):
                        wrong.append(f'{path}:{number}: models/ knows no QtGui or QtWidgets: {what}')
                    if m[1] != '"' or room == 'app':
                        continue
                    target = what.split('/')[0]
                    if folder == 'models' and target in ('ui', 'app'):
                        wrong.append(f'{path}:{number}: models/{room} must not include {what}')
                    elif target == 'app' and folder == 'ui':
                        wrong.append(f'{path}:{number}: ui must not include {what}')
                    elif target in ROOMS and target != room and target not in BASE and target not in ROOMS[room] and target != 'ui':
                        wrong.append(f'{path}:{number}: {room} must not include {what}')
                    elif room == 'ui' and target == 'sources' and what not in ('sources/source.h', 'sources/tailing.h'):
                        wrong.append(f'{path}:{number}: ui knows only the Source interface, not {what}')
    print('\n'.join(wrong) if wrong else f'{seen} includes follow the table')
    return 1 if wrong or seen == 0 else 0


sys.exit(main())
