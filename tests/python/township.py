"""A training hub on loopback, run from its binary, and phones over the generated bindings.

Two variables say where things are: GRIDWORK_BINDINGS is the folder with `gridwork_ffi.py` and the
library, GRIDWORK_HUB is the path of the binary `gridwork-township`. `cargo xtask test` sets both.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.environ["GRIDWORK_BINDINGS"])

import gridwork_ffi as grid  # noqa: E402  (the path is set just above)

HUB = os.environ["GRIDWORK_HUB"]
CELLS = "2"
BUDGET = grid.SyncBudget(bytes=48 << 10, files=True)
DUTY_OFFICER = 9

# Loopback needs no proxy, whatever the environment says.
WEB = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Township:
    """The hub: made once, stopped for the commands that need it stopped."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "hub"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = None
        self.command("init", "training", "--url", self.url, "--offline", self.folder / "offline")
        self.command("import", "county", "--cells", CELLS, "--seed", "11")
        self.staff = [line.split("\t") for line in self.command("enrol", "--list").splitlines()]
        self.worker = next(row[0] for row in self.staff if row[2] == "grid_worker")
        self.org = self._township_of(self.worker)
        self.codes = []

    def _township_of(self, person):
        """Name of the township whose directory holds a person."""
        for number, name in enumerate({row[4] for row in self.staff if row[2] == "duty_officer"}):
            listed = self.folder / f"directory-{number}.json"
            self.command("export", "--org", name, "--to", listed)
            if person in listed.read_text(encoding="utf-8"):
                return name
        raise AssertionError("the worker belongs to no township")

    def command(self, *words, stdin=None):
        """Runs one command of the binary and returns what it printed."""
        done = subprocess.run(
            [HUB, "--data", str(self.data), *map(str, words)],
            input=stdin, capture_output=True, text=True, timeout=300, check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def issue(self, count):
        """Keeps `count` enrolment codes for the worker ready; the hub is not serving yet."""
        for _ in range(count):
            self.codes.append(_named(self.command("enrol", "--person", self.worker), "qr"))

    def add_officer(self, login, password):
        """Makes a log-in for a duty officer of the worker's township."""
        self.command(
            "user", "add", login, "--role", "duty_officer", "--at", self.org, "--password-stdin",
            stdin=password + "\n",
        )

    def serve(self):
        """Starts serving and waits until it does."""
        log = open(self.folder / "hub.log", "ab")
        self.server = subprocess.Popen(
            [HUB, "--data", str(self.data), "serve", "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )
        log.close()
        line = self.server.stdout.readline()
        if not line.startswith("serving:"):
            raise AssertionError((self.folder / "hub.log").read_text(encoding="utf-8"))

    def stop(self):
        """Stops serving as a service manager would."""
        if self.server is None:
            return 0
        self.server.send_signal(signal.SIGTERM)
        code = self.server.wait(timeout=60)
        self.server.stdout.close()
        self.server = None
        return code

    def stopped(self, *words):
        """Runs a command that needs the hub to itself."""
        self.stop()
        try:
            return self.command(*words)
        finally:
            self.serve()


class Staff:
    """Somebody at a desk: the staff API behind a session cookie."""

    def __init__(self, township, login, first, password):
        self.url = township.url + "/api/v1"
        self.cookie = self.csrf = None
        begun = self.call("POST", "/session", {"login": login, "password": first})
        if begun["must_change"]:
            self.call("POST", "/session/password", {"old": first, "new": password})

    def call(self, method, path, body=None):
        """Calls the API; returns the JSON of the answer, or None where it has none."""
        headers = {"content-type": "application/json"}
        if self.cookie:
            headers["cookie"] = self.cookie
        if self.csrf:
            headers["x-csrf"] = self.csrf
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with WEB.open(asked, timeout=60) as answer:
                fresh = answer.headers.get("set-cookie")
                text = answer.read()
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read()!r}") from None
        if fresh:
            self.cookie = fresh.split(";")[0]
        found = json.loads(text) if text else None
        if isinstance(found, dict) and "csrf" in found:
            self.csrf = found["csrf"]
        return found


class Phone:
    """A phone: a core with its folder and key, and what a platform does for it."""

    def __init__(self, folder, key=None):
        self.folder = str(folder)
        self.key = key or os.urandom(32)
        self.core = self.open(self.key)

    def open(self, key):
        """Opens the folder with a key."""
        config = grid.OpenConfig(data_dir=self.folder, database_key=key, low_memory=False)
        return grid.GridCore.open(config)

    def enrol(self, code):
        """Becomes a device."""
        asked = self.core.begin_enrolment(code, "示例手机", "python")
        return self.core.complete_request(asked.id, post(asked))

    def sync(self):
        """Exchanges until there is nothing more to say; returns the last outcome."""
        for _ in range(1_000):
            asked = self.core.next_request(BUDGET)
            if asked is None:
                raise AssertionError("there is no hub to talk to")
            completed = self.core.complete_request(asked.id, post(asked))
            if not completed.more:
                return completed
        raise AssertionError("the exchange does not come to an end")

    def lines(self):
        """Every line of the day."""
        return self.core.today().lines + self.core.today_behind(0, 200)

    def household(self, number=0):
        """A household of the day."""
        return [line.target for line in self.lines() if line.is_household][number]

    def task(self, fits=lambda form: True):
        """The first untouched task of the day whose form fits."""
        for line in self.lines():
            for due in line.tasks:
                if not due.started and fits(self.core.form(due.task.template)):
                    return due
        raise AssertionError("no such task is due today")


def post(asked):
    """Performs a request as a platform does."""
    try:
        with WEB.open(_bytes(asked.url, asked.body), timeout=60) as answer:
            return grid.HttpOutcome.ANSWER(status=answer.status, body=answer.read())
    except urllib.error.HTTPError as refused:
        return grid.HttpOutcome.ANSWER(status=refused.code, body=refused.read())
    except OSError:
        return grid.HttpOutcome.UNREACHABLE()


def carry(township, bundle):
    """Hands a bundle in at the township, as whoever carries the stick does; returns the receipt."""
    with WEB.open(_bytes(township.url + "/v1/bundles", bundle), timeout=60) as answer:
        return answer.read()


def _bytes(url, body):
    return urllib.request.Request(url, body, {"content-type": "application/octet-stream"})


def _named(text, name):
    """The value of a line `name: value`."""
    return next(line for line in text.splitlines() if line.startswith(name + ": "))[len(name) + 2:]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
