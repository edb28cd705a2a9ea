#!/usr/bin/env python3
"""Numbers look alike, and can be typed again, where the user's language has a comma for the point: the window of the demo
is drawn as in English. Skipped where no German locale can be made."""

import argparse
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
LIMIT = 120


def picture(program, folder, store, locale):
    path = os.path.join(folder, locale + '.png')
    env = dict(os.environ, LC_ALL=locale, LOCPATH=folder, HOME=folder, XDG_CACHE_HOME=folder, XDG_CONFIG_HOME=folder,
               XDG_RUNTIME_DIR=folder, QT_QPA_PLATFORM='offscreen')
    subprocess.run([program, '--store', store, '--view', 'traces', '--size', '1280x800', '--screenshot', path], env=env, check=True, timeout=LIMIT)
    with open(path, 'rb') as file:
        return file.read()


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--program', required=True)
    a.add_argument('--cli', required=True)
    args = a.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', os.path.join(folder, 'de_DE.UTF-8')], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            print('skipped: no German locale can be made here')
            return SKIPPED
        # The demo ends now: of one moment, both pictures show the same.
        store = os.path.join(folder, 'demo.triptych')
        subprocess.run([args.cli, 'export', '--demo', '--format', 'bundle', '-o', store], check=True, timeout=LIMIT)
        if picture(args.program, folder, store, 'C.UTF-8') == picture(args.program, folder, store, 'de_DE.UTF-8'):
            return 0
    print('the window looks otherwise in German')
    return 1


if __name__ == '__main__':
    sys.exit(main())
