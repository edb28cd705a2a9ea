#!/usr/bin/env python3
"""The first journey on a real X server, without a mouse: open a bundle, find its failing requests by a filter, open one, select
a span, go to its logs, from a line back to its span, and back the way. What the program shows is read from the link that it
copies for its own view.

usage: journey.py --program PATH; triptych-cli lies beside it. Exit 77 (skipped) where Xvfb, openbox, xdotool or xclip are missing.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 40  # seconds for any single step


class Failed(Exception):
    pass


class Screen:
    """An X server with a window manager of its own."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', '1440x900x24', '-nolisten', 'tcp',
                                        # Without it the server starts anew whenever its last client leaves: a short xdotool that
                                        # comes and goes before the window manager or the program would take them down with it.
                                        '-noreset'],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        number = b''
        while not number.endswith(b'\n'):
            byte = os.read(read, 1)
            if not byte:
                raise Failed('Xvfb did not start')
            number += byte
        self.folder = tempfile.TemporaryDirectory()
        self.env = dict(os.environ, DISPLAY=':' + number.decode().strip(), QT_QPA_PLATFORM='xcb', HOME=self.folder.name,
                        XDG_CONFIG_HOME=self.folder.name + '/config', XDG_CACHE_HOME=self.folder.name + '/cache',
                        XDG_STATE_HOME=self.folder.name + '/state', XDG_RUNTIME_DIR=self.folder.name)
        self.manager = subprocess.Popen(['openbox'], env=self.env, stderr=subprocess.DEVNULL)
        # A window manager that manages tells of its desktops.
        until('openbox', lambda: self.manager.poll() is not None or self.xdo('get_num_desktops'))
        if self.manager.poll() is not None:
            raise Failed(f'openbox ended with {self.manager.returncode}')
        return self

    def __exit__(self, *_):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()
        self.folder.cleanup()

    def xdo(self, *words):
        return subprocess.run(['xdotool', *words], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()

    def clipboard(self):
        return subprocess.run(['xclip', '-o', '-selection', 'clipboard'], env=self.env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True).stdout


def until(what, ask):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.1)
    raise Failed('waited in vain for ' + what)


def bundle(program, folder):
    """The demo as the files of a customer's bundle: traces and logs beside each other."""
    cli = os.path.join(os.path.dirname(os.path.abspath(program)), 'triptych-cli')
    path = os.path.join(folder, 'bundle.otlp.jsonl')
    subprocess.run([cli, 'export', '--demo', '--format', 'otlp', '-o', path, '--progress', 'none'], check=True, stdout=subprocess.DEVNULL)
    return path


def journey(screen, program):
    app = subprocess.Popen([program, bundle(program, screen.folder.name), '--size', '1280x800'], env=screen.env)
    try:
        window = until('the bundle', lambda: app.poll() is not None or screen.xdo('search', '--onlyvisible', '--name', '^bundle'))
        if window is True:
            raise Failed(f'the program ended with {app.returncode} before its window came')
        window = window.splitlines()[0]
        screen.xdo('windowactivate', '--sync', window)

        def link_with(text, before=lambda: None):
            """Does `before`, copies the link of the view, until it holds the text."""
            def ask():
                before()
                screen.xdo('key', 'ctrl+shift+p')
                time.sleep(0.4)
                screen.xdo('type', 'copy link to')
                time.sleep(0.4)
                screen.xdo('key', 'Return')
                time.sleep(0.4)
                link = screen.clipboard()
                return link if text in link else None
            return until(f'{text!r} in the link of the view (it is {screen.clipboard()!r})', ask)

        screen.xdo('key', 'ctrl+l')
        screen.xdo('type', 'service:payment status:error')
        screen.xdo('key', 'Return')
        link_with('payment')
        screen.xdo('key', 'Escape')
        # F8 is the next row of the main list wherever the focus is; Enter opens it.
        link = link_with('trace=', lambda: (screen.xdo('key', 'F8'), time.sleep(0.3), screen.xdo('key', 'Return'), time.sleep(1)))
        print('opened', link)
        link = link_with('span=', lambda: (screen.xdo('key', 'Down'), time.sleep(0.3)))
        print('selected', link)
        # Its logs; line by line until one leads to another span, the one that wrote it.
        before = link
        at_line = until('a line that leads to its span',
                        lambda: (found := link_with('span=', lambda: (screen.xdo('key', 'l'), time.sleep(0.3),
                                                                      screen.xdo('key', 'j', 'Return'), time.sleep(0.3)))) != before
                        and found)
        print('at the line', at_line)
        # The way back ends where the filter found the traces.
        back = until('the traces page on the way back',
                     lambda: (link := link_with('payment', lambda: (screen.xdo('key', 'alt+Left'), time.sleep(0.5)))) and
                     'view=traces' in link and link)
        print('back at', back)
        screen.xdo('key', 'ctrl+q')
        code = app.wait(LIMIT)
        if code != 0:
            raise Failed(f'the program ended with {code}')
    finally:
        if app.poll() is None:
            app.kill()
            app.wait()


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--program', required=True)
    o = a.parse_args()
    missing = [tool for tool in ('Xvfb', 'openbox', 'xdotool', 'xclip') if not shutil.which(tool)]
    if missing:
        print('skipped: not here: ' + ', '.join(missing))
        return 77
    try:
        with Screen() as screen:
            journey(screen, o.program)
    except Failed as failure:
        print(f'FAIL {failure}')
        return 1
    print('the journey ended well')
    return 0


sys.exit(main())
