"""The race's command."""

import argparse
import itertools
import json
import math
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time

from racing import course, isolation, models, places, report, results
from racing.peers import ORDER, Peer, PeerFailure


def main():
    # Leaving in order ends what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = arguments()
    if options.heat:
        print(json.dumps(heat(*options.heat, options)))
    elif options.report:
        report.renew()
    else:
        race(options)


def arguments():
    parser = argparse.ArgumentParser(
        prog="race",
        description="Measures Gyre and other servers with the same models and the same loads, one at a time. What was "
        "measured is kept; a race that was stopped goes on. See README.md for what is measured and how.",
    )
    parser.add_argument("--peers", type=names(ORDER), default=ORDER, metavar="P,P", help="only these: " + ", ".join(ORDER))
    parser.add_argument(
        "--models", type=names(models.NAMES), default=models.NAMES, metavar="M,M", help="only these: " + ", ".join(models.NAMES)
    )
    parser.add_argument("--quick", action="store_true", help="short loads: shows that all works, not how fast it is")
    parser.add_argument("--again", action="store_true", help="measures anew what was measured already")
    parser.add_argument("--results", type=pathlib.Path, metavar="DIR", help="where what was measured is kept; default: the cache")
    parser.add_argument(
        "--through", type=shlex.split, default=[], metavar="COMMAND", help="runs each measurement through this command, such as a lock"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="N", help="begins no measurement after so long")
    parser.add_argument("--report", action="store_true", help="only writes the table of results.json into docs/BENCHMARKS.md")
    parser.add_argument("--heat", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.results = options.results or places.cache() / ("quick" if options.quick else "results")
    return options


def names(known):
    def read(text):
        wanted = text.split(",")
        for name in wanted:
            if name not in known:
                raise argparse.ArgumentTypeError(f"expected some of {', '.join(known)}, found '{name}'")
        return wanted

    return read


def race(options):
    end = time.monotonic() + options.minutes * 60
    isolation.check()
    # Without a network nothing can be built any more.
    subprocess.run([places.GYRE, "version"], stdout=subprocess.DEVNULL, check=True)
    models.make()
    kept = results.Results(options.results)
    versions = {name: prepare(Peer(name)) for name in options.peers}
    for model, peer in itertools.product(options.models, options.peers):
        if time.monotonic() > end:
            say("stopping as asked; the next run goes on from here")
            break
        if options.again or not kept.has_undisturbed(peer, model):
            kept.keep(peer, model, result(peer, model, versions[peer], options))
    if not options.quick:
        results.write({"machine": results.machine(), "models": kept.all(ORDER, models.NAMES)})
        report.renew()


def prepare(peer):
    """Installs a peer, and gives its versions or the sentence of why there are none."""
    say(f"{peer.name}: installing where it is missing")
    with tempfile.TemporaryDirectory() as folder:
        try:
            peer.install(pathlib.Path(folder) / "install.log")
            return {"versions": peer.versions()}
        except PeerFailure as failure:
            return {"refused": str(failure)}


def result(peer, model, prepared, options):
    if "refused" in prepared:
        measured = {}
    else:
        flags = ["--quick"] if options.quick else []
        try:
            measured = isolation.run(["--heat", peer, model, *flags], options.through)
        except PeerFailure as failure:
            measured = {"refused": str(failure)}
    say(f"{peer} {model}: {measured.get('refused') or report.summary(measured)}")
    return prepared | measured


def heat(peer, model, options):
    try:
        return course.run(course.QUICK if options.quick else course.FULL, Peer(peer), models.make()[model])
    except PeerFailure as failure:
        return {"refused": str(failure)}


def say(line):
    print(line, file=sys.stderr, flush=True)


main()
