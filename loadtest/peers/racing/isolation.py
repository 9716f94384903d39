"""Runs a part of the race in namespaces of its own: with no network but loopback, and with an end for all it started."""

import json
import subprocess
import sys

from racing.peers import PeerFailure

UNSHARE = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
UP = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def check():
    """Fails, in a sentence, where the system lets nobody make namespaces."""
    try:
        done = subprocess.run([*UNSHARE, *UP, "true"], capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("race: needs unshare, of Debian's package util-linux")
    if done.returncode:
        sys.exit(
            "race: needs user, network and process namespaces, and ip of Debian's package iproute2; "
            f"the system refuses: {done.stderr.strip()}"
        )


def run(arguments, wrapper):
    """Runs `race ARGUMENTS` there, through the wrapper's command, and gives the JSON that it prints."""
    command = [*wrapper, *UNSHARE, *UP, sys.executable, "-m", "racing", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise PeerFailure(f"the measurement ended with {done.returncode}; the messages above say why")
    return json.loads(done.stdout)
