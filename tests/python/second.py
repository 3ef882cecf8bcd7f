"""The second client against the vectors of `tests/vectors/protocol-1.hex` and against a hub that is really
served. Whatever it does not find in docs/protocol.md, that page lacks.
"""

import json
import os
import pathlib
import tempfile
import time
import unittest

from cryptography.exceptions import InvalidSignature

from case import main
from second_client import PART, Client, content_of, read_answer, read_bundle, read_file_answer, read_update
from second_client import stand_of
from second_wire import (
    EntryReader, Ratchet, Reader, box_key, cbor, change_hash, domain_bytes, fresh_id, hpke_open,
    ledger_content, ledger_hash, merkle_leaf, merkle_root, public, read_cbor, read_changes, sha256, tagged,
    verify,
)
from township import Township

C2, INCIDENTS, DIRECTORY, ROSTER = 2, 5, 0, 1
GRID_WORKER = 1


def report(client, cell, words, photo=None):
    """An incident as a ledger entry (§11)."""
    place = {0: cell, 3: "村口"}
    y06 = 4 * 100 + 6
    told = {0: y06, 1: words, 2: place, 3: [photo] if photo else [], 4: 1}
    now = time.time_ns() // 1_000_000
    return {0: fresh_id(), 1: fresh_id(), 2: 1, 3: client.person, 4: GRID_WORKER,
            5: {0: now, 1: 1_000, 2: 1}, 6: cbor([0, {0: told}])}


def vectors():
    """The vectors by name."""
    file = pathlib.Path(__file__).parents[1] / "vectors" / "protocol-1.hex"
    lines = [line.split(" = ") for line in file.read_text(encoding="utf-8").splitlines() if " = " in line]
    return {name: bytes.fromhex(value) for name, value in lines}


class Vectors(unittest.TestCase):
    """What is written down reads as the page says."""

    def test_what_goes_up(self):
        v = vectors()
        self.assertEqual(tagged("gridwork/test", b"one", b"two"), v["hash.two_parts"])
        verify(v["root.public"], v["online.certificate"], "gridwork/online-key", v["online.public"])
        body, signature = read_cbor(v["enrol.request"])
        verify(read_cbor(body)[1], signature, "gridwork/enrol", body)
        self.assertEqual(cbor(read_cbor(body)), body)
        ratchet = Ratchet.of_seed(v["ratchet.seed"])
        self.assertEqual(tagged("gridwork/ratchet", bytes([5] * 32), bytes([6] * 32)), v["ratchet.seed"])
        salts = [ratchet.next() for _ in range(3)]
        self.assertEqual(salts, [v[f"ratchet.salt.{n}"] for n in range(3)])
        self.assertEqual(Ratchet.kept(v["ratchet.after_three"]).state, ratchet.state)
        self.assertEqual(change_hash(v["change.chunk"]), v["change.hash"])
        entry = read_cbor(v["entry.cbor"])
        self.assertEqual(ledger_hash(entry), v["entry.hash"])
        leaves = [merkle_leaf("gridwork/item", v["stream"], salt, of)
                  for salt, of in zip(salts, [v["change.hash"], v["entry.hash"]])]
        self.assertEqual(leaves, [v["batch.leaf.0"], v["batch.leaf.1"]])
        self.assertEqual(merkle_root(leaves), v["batch.root"])
        chained = tagged("gridwork/batch", (7).to_bytes(4, "big"), (1).to_bytes(8, "big"),
                         v["batch.previous"], v["batch.root"])
        self.assertEqual(chained, v["batch.hash"])
        for name, batch in (("request.with_batch", v["batch.hash"]), ("request.with_nothing", b"")):
            said, signature = v[name][:-64], v[name][-64:]
            key = read_cbor(body)[1]
            verify(key, signature, "gridwork/request", tagged("gridwork/request-header", said), batch)
        frame = Reader(v["batch.frame"])
        self.assertEqual(frame.runs(), bytes([0, 1]))
        ((document, founding, _, chunk),) = read_changes(frame.bytes())
        self.assertEqual((document, founding), (bytes([7] * 16), (1, bytes([7] * 16), 0)))
        self.assertEqual(chunk, v["change.chunk"])
        section = frame.section()
        self.assertEqual(section.u8(), 0)
        entries = EntryReader(section)
        entries.person = bytes([22] * 16)
        self.assertEqual(entries.next(), entry)
        section.end()
        frame.end()
        frame = Reader(v["withheld.frame"])
        self.assertEqual(frame.runs(), bytes([3, 3]))
        section = frame.section()
        told = [(section.u8(), section.take(32), section.bytes()) for _ in range(2)]
        self.assertEqual(told, [(0, leaves[0], v["withheld.sealed"]), (0, leaves[1], b"")])
        section.end()
        frame.end()
        alone = hpke_open(box_key(bytes([4] * 32)), b"gridwork/withheld",
                          domain_bytes("gridwork/aad", leaves[0]), v["withheld.sealed"])
        inside = Reader(alone)
        self.assertEqual(inside.runs(), bytes([0]))
        ((_, _, _, chunk),) = read_changes(inside.bytes())
        self.assertEqual(chunk, v["change.chunk"])

    def test_what_comes_down(self):
        v = vectors()
        online = v["online.public"]
        body, signature = read_cbor(v["enrol.answer"])
        verify(online, signature, "gridwork/enrolled", sha256(v["enrol.request"]), body)
        kind, (told,) = read_cbor(body)
        self.assertEqual((kind, told[0], told[1], told[9]), (0, 7, bytes([22] * 16), v["ratchet.seed"]))
        verify(v["root.public"], told[7], "gridwork/online-key", told[6])
        self.assertEqual(read_cbor(read_cbor(v["enrol.refused"])[0]), [1, [2]])

        own = read_cbor(v["entry.cbor"])
        head, ratchet = tagged("gridwork/head", v["stream"]), Ratchet.of_seed(bytes([16] * 32))
        self.assertEqual(head, v["head.before"])
        page, entries = read_update(v["update.entries"])
        self.assertEqual([kind for kind, _ in entries], [1, 0, 2, 3, 4, 5, 6, 7])
        self.assertEqual((page, entries[1][1], entries[2][1][1][3]), (None, 1, bytes(16)))
        for n, (kind, said) in enumerate(entries):
            content = content_of(kind, said, lambda _: ledger_content(7, True, own))
            self.assertEqual(content, v[f"update.content.{n}"])
            head = tagged("gridwork/head", head, ratchet.next(), content)
        self.assertEqual(head, v["head.after"])
        first, said = read_update(v["page.first"])
        self.assertEqual((first["upto"], first["next"], len(said)), (9, 5, 1))
        last, said = read_update(v["page.last"])
        self.assertEqual((last["next"], last["head"], len(said)), (0, bytes([17] * 32), 6))
        self.assertEqual(Ratchet.kept(last["ratchet"]).state, Ratchet.of_seed(bytes([16] * 32)).state)

        asked = v["request.with_batch"]
        answer = {name: read_answer(v[f"answer.{name}"], asked, online)
                  for name in ("judged", "explicit", "verbatim", "expected", "forked", "quarantined",
                               "granted", "updated", "failed")}
        verdicts = {name: said["verdict"] for name, said in answer.items() if said["verdict"]}
        self.assertEqual(verdicts, {
            "judged": (1, 1, bytes([0, 1, 2, 16 + 6])), "explicit": (2,), "verbatim": (3,),
            "expected": (4, 4), "forked": (5,), "quarantined": (6, 1),
        })
        self.assertEqual([answer["judged"][key] for key in ("epoch", "ahead", "horizon")], [2, 1_500, 3])
        granted = answer["granted"]
        self.assertEqual(granted["grants"], [6, [[0, [bytes([1] * 16), 2, 1]], [4, [bytes([2] * 16), 3, 7]]]])
        self.assertEqual([order[0] for order in granted["orders"]], [0, 1, 2, 4])
        self.assertTrue(granted["more"])
        stream = (bytes([1] * 16), 2, 1)
        self.assertEqual(answer["updated"]["updates"], [(0, v["update.entries"])])
        self.assertEqual(answer["updated"]["stand"], stand_of(2, [(stream, 8, head)]))
        self.assertEqual((answer["failed"]["failure"], answer["failed"]["epoch"]), (6, 1))

        key = read_cbor(read_cbor(v["enrol.request"])[0])[1]
        part = v["part.request"]
        verify(key, part[-64:], "gridwork/file-part", part[:-64])
        self.assertEqual(read_file_answer(v["part.answer"], part, online), (0, [True, True, False], 3))
        boxes = [box_key(bytes([seed] * 32)) for seed in (8, 4)]
        self.assertEqual(public(boxes[1]), v["box.public"])
        record = domain_bytes("gridwork/aad", v["stream"], bytes([20] * 16))
        opened = hpke_open(boxes[1], b"gridwork/closed-record", record, v["box.sealed"])
        self.assertEqual(opened, b"x")
        self.assertEqual(read_bundle(v["bundle.out"], boxes[0]), (0, 7, [v["request.with_nothing"]]))
        self.assertEqual(read_bundle(v["bundle.receipt"], boxes[1]), (1, 7, [b"x"]))


class Served(unittest.TestCase):
    """Against a hub that is really served."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="gridwork-second-")
        cls.hub = Township(cls.folder.name)
        cls.hub.issue(2)
        cls.hub.serve()

    @classmethod
    def tearDownClass(cls):
        cls.hub.stop()
        cls.folder.cleanup()

    def enrolled(self):
        client = Client(self.hub.codes.pop())
        client.enrol()
        self.assertTrue(client.training)
        client.catch_up()
        return client

    def test_a_day_of_a_client_from_the_page(self):
        client = self.enrolled()
        roster = client.streams[client.index_of(C2, ROSTER)]
        self.assertGreater(roster.pages, 1, "a first download comes in pages")
        changes = [said for kind, said in roster.entries if kind == 1]
        foundings = [founding for _, founding, _, _ in changes if founding]
        self.assertGreater(len(foundings), 10)
        self.assertEqual([said[2] for said in changes if said[1]], list(range(len(foundings))))
        directory = [said for s in client.streams.values() if s.stream[2] == DIRECTORY
                     for kind, said in s.entries if kind == 4]
        self.assertTrue(any(kind == 3 and "name" in json.loads(body) for kind, _, body in directory))

        index = client.index_of(C2, INCIDENTS)
        stream = client.streams[index]
        # The stream is empty yet, so that what is said first comes back with its first download.
        client.say(index, report(client, stream.stream[0], "第一件"))
        self.assertEqual(client.exchange()["verdict"], (1, 1, bytes([0])))
        client.catch_up()
        before, photo = stream.number, os.urandom(PART + 5_000)
        self.assertEqual((before, stream.entries[-1][0]), (1, 2))
        entry = report(client, stream.stream[0], "第二种客户端报的", sha256(photo))
        client.say(index, entry)
        answer = client.exchange()
        self.assertEqual(answer["verdict"], (1, 2, bytes([0])))
        if answer["more"]:
            client.catch_up()
        # Its own entry came back in full, because it asks for everything verbatim, under the number that
        # the head has been proven with.
        self.assertEqual(stream.number, before + 1)
        self.assertEqual((stream.entries[-1][0], stream.entries[-1][1][1]), (2, entry))
        self.assertEqual(client.send_file(photo, index), (1, [True, True]))

        # Another device reads the same words, and a third batch goes on in the chain.
        other = self.enrolled()
        told = [said[1] for kind, said in other.streams[index].entries if kind == 2]
        self.assertIn(entry, told)
        client.say(index, report(client, stream.stream[0], "又一件"))
        answer = client.exchange()
        self.assertEqual(answer["verdict"], (1, 3, bytes([0])))
        other.catch_up()
        self.assertEqual(other.streams[index].number, before + 2)

        # What it may not say is refused by its number, and what is signed wrongly is not read.
        wrong = report(client, stream.stream[0], "冒充的") | {4: 9}
        client.say(index, wrong)
        self.assertEqual(client.exchange()["verdict"], (1, 4, bytes([16 + 2])))
        asked = other.request()
        data = other.post("/v1/exchange", asked[:-1] + bytes([asked[-1] ^ 1]))
        with self.assertRaises(InvalidSignature):
            read_answer(data, asked, other.online)


if __name__ == "__main__":
    main()
