#!/usr/bin/env python3
"""Speed and memory of `realtimekit-fake serve`, beside Prism's mock server: one run, one table.

It needs Linux, wrk, node, and Prism, which `cargo test --workspace --test sdk -- --ignored` installs:

    cargo build --release -p realtimekit-fake --example start --bin realtimekit-fake
    crates/bench/fake.py target/release target/tmp/sdk/prism/node_modules/@stoplight/prism-cli/dist/index.js
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
ACCOUNT, APP, TOKEN = "0123456789abcdef0123456789abcdef", "5f0c1b9e-7a41-4c52-9d0e-2b8f6a3d1c47", "fake-api-token"
HEADERS = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
KIT = f"/accounts/{ACCOUNT}/realtime/kit/{APP}"


def send(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=HEADERS)
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"]


def megabytes(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """A process, from its start until it is stopped."""

    def __init__(self, command, base):
        self.base = base + KIT
        begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                send(f"{self.base}/presets")
                break
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, command
                time.sleep(0.001)
        self.first_response = (time.monotonic() - begun) * 1000
        self.memory_at_start = megabytes(self.process)

    def load(self, path, seconds, connections=16):
        """Requests a second, requests for each second of the server's processor time, and how many were sent."""
        before = processor_seconds(self.process)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"authorization: Bearer {TOKEN}", self.base + path]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert "Non-2xx" not in output, output
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
        sent = int(re.search(r"(\d+) requests in", output)[1])
        return rate, sent / (processor_seconds(self.process) - before), sent

    def stop(self):
        self.process.kill()
        self.process.wait()


def fake(folder):
    server = Server([f"{folder}/realtimekit-fake", "serve", "--port", "8797"], "http://127.0.0.1:8797/client/v4")
    meeting = send(f"{server.base}/meetings", {"title": "Algebra"})["id"]
    body = {"custom_participant_id": "user-1", "preset_name": "group_call_host", "name": "Ada"}
    participant = send(f"{server.base}/meetings/{meeting}/participants", body)["id"]
    rate, by_processor, sent = server.load(f"/meetings/{meeting}/participants/{participant}", 5)
    while sent < 100_000:
        more = server.load(f"/meetings/{meeting}/participants/{participant}", 5)
        rate, by_processor, sent = max(rate, more[0]), max(by_processor, more[1]), sent + more[2]
    after = megabytes(server.process)
    for number in range(1000):
        send(f"{server.base}/meetings", {"title": f"Meeting {number}"})
    result = [server.first_response, server.memory_at_start, rate, by_processor, after, megabytes(server.process)]
    server.stop()
    return result


def prism(program):
    command = ["node", program, "mock", "--port", "4097", "--verboseLevel", "silent", str(ROOT / "generated/openapi.json")]
    server = Server(command, "http://127.0.0.1:4097")
    # Without state, any id is a participant.
    rate, by_processor, _ = server.load("/meetings/182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e/participants/7f3a", 5)
    result = [server.first_response, server.memory_at_start, rate, by_processor, megabytes(server.process), None]
    server.stop()
    return result


def main():
    folder, program = sys.argv[1:]
    print(subprocess.run([f"{folder}/examples/start"], check=True, capture_output=True, text=True).stdout)
    rows = [
        "start of the program until the first response, ms",
        "memory after the start, MB",
        "get a participant, requests a second",
        "the same, for each second of the server's processor time",
        "memory after these requests (the fake: at least 100,000), MB",
        "memory with 1,000 meetings, MB",
    ]
    print("| what | realtimekit-fake | Prism mock |\n| --- | --- | --- |")
    for row, ours, theirs in zip(rows, fake(folder), prism(program)):
        theirs = "has no state" if theirs is None else f"{theirs:,.0f}"
        print(f"| {row} | {ours:,.0f} | {theirs} |")


main()
