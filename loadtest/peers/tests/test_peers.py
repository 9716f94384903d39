"""Every peer keeps the contract of README.md, as far as that shows without an installation."""

import os
import stat
import subprocess
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from racing import generator, peers
from racing.models import Model

FAKE = """#!/usr/bin/env python3
import http.server, pathlib, sys
verb, model, port = sys.argv[1:4]
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ready = self.path == f"/v2/models/{pathlib.Path(model).name}/ready"
        self.send_response(200 if ready else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()
"""
SHY = "#!/bin/sh\necho 'no memory for that' >&2\nexit 7\n"
PORT = 18765


class ContractTest(unittest.TestCase):
    def test_each_peer_tells_of_itself(self):
        for name in peers.ORDER:
            about = peers.Peer(name).about()
            self.assertEqual(set(about) - {"names_outputs"}, {"title", "transports", "settings"}, name)
            self.assertLessEqual(set(about["transports"]), set(generator.TARGETS), name)

    def test_each_script_refuses_wrong_use_with_its_usage(self):
        for name in peers.ORDER:
            done = subprocess.run([peers.Peer(name).script, "dance"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2, name)
            self.assertIn("usage: peer install | versions | serve", done.stderr, name)


@unittest.mock.patch("racing.peers.HTTP_PORT", PORT)
class ServerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, script):
        (self.folder / "fake").mkdir()
        peer = self.folder / "fake" / "peer"
        peer.write_text(script)
        peer.chmod(peer.stat().st_mode | stat.S_IXUSR)
        with unittest.mock.patch("racing.places.PEERS", self.folder):
            return peers.Peer("fake").start(Model(self.folder / "m"), self.folder)

    def test_a_server_is_ready_when_its_model_is_and_ends_when_told(self):
        with self.start(FAKE) as server:
            self.assertGreater(server.ready_seconds, 0)
            self.assertTrue(peers.answers(f"http://127.0.0.1:{PORT}/v2/models/m/ready"))
        with self.assertRaises(ProcessLookupError):
            os.killpg(server.process.pid, 0)

    def test_a_server_that_ends_too_early_is_told_with_its_last_words(self):
        with self.assertRaisesRegex(peers.PeerFailure, "ended with 7 .*no memory for that"):
            self.start(SHY)


if __name__ == "__main__":
    unittest.main()
