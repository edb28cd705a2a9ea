#!/usr/bin/env python3
"""Starts the explorer and prints how long it takes until a user sees something, from the start of the process:
bench_start.py [--runs N] TRIPTYCH [FILE...]

Once with nothing to open, then with each FILE (a store, a trace, a log …). For each it prints the median, least and most of
what the program says of itself (log category triptych.start): the window's first turn of its event loop, the rows of the table or the
waterfall painted, all drawn; each with the processor time of all threads until then, which tells more on a busy machine.
Off screen, nothing is asserted, nothing of the user's settings is read or written."""
import argparse, os, re, statistics, subprocess, tempfile

SAID = re.compile(r"\[debug\] (.*?) after (\d+) ms(?:, (\d+) ms of processor time)?")


def once(program, arguments):
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_STATE_HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home, XDG_RUNTIME_DIR=home,
                           QT_QPA_PLATFORM="offscreen", QT_LOGGING_RULES="triptych.start.debug=true")
        subprocess.run([program, *arguments, "--screenshot", os.path.join(home, "window.png")], env=environment, check=True,
                       stderr=subprocess.DEVNULL)
        with open(os.path.join(home, "triptych", "triptych.log"), encoding="utf-8") as log:
            return [(what, int(wall), int(cpu) if cpu else None) for what, wall, cpu in SAID.findall(log.read())]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("program")
    arguments.add_argument("files", nargs="*")
    given = arguments.parse_args()
    for file in [None, *given.files]:
        seen = {}
        for _ in range(given.runs):
            for what, wall, cpu in once(given.program, [file] if file else []):
                seen.setdefault(what, []).append((wall, cpu))
        print(os.path.basename(file) if file else "nothing to open")
        for what, times in seen.items():
            walls = sorted(wall for wall, _ in times)
            cpus = [cpu for _, cpu in times if cpu is not None]
            text = f"  {what:36} median {statistics.median(walls):6.0f} ms  min {walls[0]:6}  max {walls[-1]:6}"
            print(text + (f"  processor {statistics.median(cpus):6.0f} ms" if cpus else ""))


if __name__ == "__main__":
    main()
