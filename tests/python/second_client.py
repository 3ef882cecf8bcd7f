"""A second client of the hub, written from docs/protocol.md alone: it enrols, downloads in pages and in
verbatim mode, proves heads, stands and signatures, says ledger entries, reads verdicts, sends files.
"""

import os
import time
import urllib.request

from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

from second_wire import (
    EPOCH_2020, SUITE, EntryReader, Ratchet, Reader, cbor, change_hash, domain_bytes, ledger_content,
    hpke_open, ledger_hash, merkle_leaf, merkle_root, public, read_cbor, read_changes, runs, sha256, stream_bytes,
    tagged, uv, verify, with_length, write_entries, zz,
)

WEB = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PROTOCOL = SCHEMA = 1
VERBATIM = 2
BUDGET = 20_000
PART = 32 << 10


# §5: updates and answers


def read_update(data):
    """What an update says: its page (or None) and its entries as `(kind, fields)`."""
    reader, page = Reader(data), None
    if reader.u8() == 1:
        page = {"upto": reader.uv(), "ordinal": reader.uv(), "next": reader.uv()}
        if page["next"] == 0:
            page |= {"head": reader.take(32), "ratchet": reader.take(41)}
    kinds = reader.runs()
    changes = iter(read_changes(reader.bytes()) if 1 in kinds else [])
    steps = iter([reader.zz() for _ in range(kinds.count(0))])
    section = lambda *of: reader.section() if any(kind in kinds for kind in of) else None
    ledger, directory, sealed = section(2, 3), section(4), section(5)
    removed = iter([reader.id() for _ in range(kinds.count(6))])
    erased = section(7)
    reader.end()
    entries, told = EntryReader(ledger) if ledger else None, []
    for kind in kinds:
        if kind == 0:
            told.append((kind, next(steps)))
        elif kind == 1:
            told.append((kind, next(changes)))
        elif kind in (2, 3):
            told.append((kind, (ledger.uv(), entries.next())))
        elif kind == 4:
            told.append((kind, [directory.u8(), directory.id(), directory.bytes()]))
        elif kind == 5:
            told.append((kind, (sealed.uv(), sealed.bytes())))
        elif kind == 6:
            told.append((kind, next(removed)))
        else:
            told.append((kind, erased.bytes()))
    for part in (ledger, directory, sealed, erased):
        if part:
            part.end()
    return page, told


def content_of(kind, said, own=None):
    """What stands for an entry in the head of its stream (§3)."""
    if kind == 0:
        return own(said)
    if kind == 1:
        return tagged("gridwork/entry-change", change_hash(said[3]))
    if kind in (2, 3):
        return ledger_content(said[0], kind == 2, said[1])
    if kind == 4:
        return tagged("gridwork/entry-directory", cbor(said))
    if kind == 5:
        return tagged("gridwork/entry-sealed", said[0].to_bytes(4, "big"),
                      tagged("gridwork/sealed", said[1]))
    if kind == 6:
        return tagged("gridwork/entry-removed", said)
    return tagged("gridwork/entry-erased", said)


def read_answer(data, asked, online):
    """An answer, its signature checked against the request it answers."""
    reader = Reader(data[:-64])
    assert (reader.u8(), reader.u8()) == (PROTOCOL, SUITE)
    parts = reader.u8()
    answer = {"failure": reader.u8() if parts & 1 else None,
              "epoch": reader.uv() if parts & 2 else 1,
              "ahead": reader.zz(), "horizon": reader.uv(), "more": bool(parts & 64)}
    answer["verdict"] = _verdict(reader) if parts & 4 else None
    answer["grants"] = read_cbor(reader.section().rest()) if parts & 8 else None
    answer["orders"] = read_cbor(reader.section().rest()) if parts & 16 else []
    answer["updates"], stand = [], bytes(32)
    if parts & 32:
        answer["updates"] = [(reader.u8(), reader.bytes()) for _ in range(reader.uv())]
        stand = reader.take(32)
    reader.end()
    answer["stand"] = stand
    verify(online, data[-64:], "gridwork/response", sha256(asked), sha256(data[:-64]), stand)
    return answer


def _verdict(reader):
    kind = reader.u8()
    if kind == 1:
        return kind, reader.uv(), reader.runs()
    return (kind, reader.uv()) if kind in (4, 6) else (kind,)


def stand_of(epoch, stands):
    told = b"".join(stream_bytes(s) + n.to_bytes(8, "big") + head for s, n, head in stands)
    return tagged("gridwork/stand", epoch.to_bytes(4, "big"), told)


def read_file_answer(data, asked, online):
    """§6: status, held parts and begun, signed by the hub over the request."""
    verify(online, data[-64:], "gridwork/file-answer", sha256(asked), data[:-64])
    reader = Reader(data[:-64])
    assert reader.u8() == PROTOCOL
    status, parts = reader.u8(), reader.uv()
    bitmap = reader.take((parts + 7) // 8)
    held = [bool(bitmap[i // 8] >> i % 8 & 1) for i in range(parts)]
    begun = reader.uv()
    reader.end()
    return status, held, begun


def read_bundle(data, key):
    """§7: direction, device and the messages, opened with a box key."""
    reader = Reader(data)
    assert reader.take(4) == b"GWB1"
    direction, device = reader.u8(), reader.uv()
    header = data[:reader.at]
    sealed = reader.bytes()
    reader.end()
    inner = Reader(hpke_open(key, b"gridwork/bundle", domain_bytes("gridwork/aad", header), sealed))
    messages = [inner.bytes() for _ in range(inner.uv())]
    inner.end()
    return direction, device, messages


class Stream:
    """A stream as far as it was read."""

    def __init__(self, stream):
        self.stream, self.number, self.page = stream, 0, 0
        self.head = self.ratchet = None
        self.entries, self.pages = [], 0

    def take(self, data, own):
        """Takes an update; returns what it stands at afterwards."""
        page, told = read_update(data)
        self.entries += told
        expected = 0
        if page is None:
            for kind, said in told:
                if kind == 0:
                    said += expected
                    expected = said + 1
                content = content_of(kind, said, own)
                self.head = tagged("gridwork/head", self.head, self.ratchet.next(), content)
                self.number += 1
            return self.stream, self.number, self.head
        self.pages += 1
        self.page = page["next"]
        if self.page:
            return self.stream, 0, bytes(32)
        self.number, self.head = page["upto"], page["head"]
        self.ratchet = Ratchet.kept(page["ratchet"])
        return self.stream, self.number, self.head


class Client:
    """A device that was never compiled with this project."""

    def __init__(self, qr):
        mark, self.address, root, self.code = qr.split("|")
        assert mark == "GW1"
        self.root = bytes.fromhex(root)
        self.key = ed25519.Ed25519PrivateKey.generate()
        self.box = x25519.X25519PrivateKey.generate()
        self.counter = self.batch_no = self.grants = 0
        self.chain = tagged("gridwork/chain", public(self.key))
        self.streams, self.said, self.batch = {}, [], None

    def post(self, path, body):
        kind = {"content-type": "application/octet-stream"}
        with WEB.open(urllib.request.Request(self.address + path, body, kind), timeout=60) as got:
            return got.read()

    def sign(self, domain, *parts):
        return self.key.sign(domain_bytes(domain, *parts))

    def enrol(self):
        """§2."""
        body = cbor({0: self.code, 1: public(self.key), 2: public(self.box), 3: "第二种客户端",
                     4: "python", 5: os.urandom(32)})
        asked = cbor([body, self.sign("gridwork/enrol", body)])
        body, signature = read_cbor(self.post("/v1/enrol", asked))
        kind, said = read_cbor(body)
        if kind != 0:
            raise AssertionError(f"refused: {said}")
        told = said[0]
        self.device, self.person, self.epoch = told[0], told[1], told[5]
        self.online, self.training = told[6], told[4]
        verify(self.root, told[7], "gridwork/online-key", self.online)
        verify(self.online, signature, "gridwork/enrolled", sha256(asked), body)
        self.ratchet = Ratchet.of_seed(told[9])
        return told

    def index_of(self, of_class, purpose):
        return next(i for i, s in self.streams.items() if s.stream[1:] == (of_class, purpose))

    def say(self, index, entry):
        """Makes the next batch of one ledger entry; it is sent with the next exchanges until judged."""
        self.batch_no += 1
        stream, previous = stream_bytes(self.streams[index].stream), self.chain
        leaf = merkle_leaf("gridwork/item", stream, self.ratchet.next(), ledger_hash(entry))
        self.chain = tagged("gridwork/batch", self.device.to_bytes(4, "big"),
                            self.batch_no.to_bytes(8, "big"), previous, merkle_root([leaf]))
        self.said.append(entry)
        section = write_entries([(index, entry)], self.person)
        frame = runs(bytes([1])) + b"\x00" + with_length(section)
        self.batch = (uv(self.batch_no) + previous[:4] + bytes([VERBATIM]) + uv(0) + frame)

    def own(self, step):
        """The content of an own item that comes back as its step."""
        return ledger_content(self.device, True, self.said[step])

    def request(self):
        self.counter += 1
        now = time.time_ns() // 1_000_000 - EPOCH_2020
        out = bytes([PROTOCOL, SUITE]) + uv(SCHEMA) + uv(self.device) + uv(self.counter)
        out += uv(self.epoch) + zz(now) + uv(BUDGET * 4 + VERBATIM) + uv(self.grants)
        out += uv(len(self.streams))
        expected = 0
        for index, stream in sorted(self.streams.items()):
            apart, paging = index != expected, stream.page > 0
            out += uv(stream.number * 4 + paging * 2 + apart)
            out += (bytes([index]) if apart else b"") + (uv(stream.page) if paging else b"")
            expected = index + 1
        out += bytes([1]) + self.batch if self.batch else bytes([0])
        header = tagged("gridwork/request-header", out)
        return out + self.sign("gridwork/request", header, self.chain if self.batch else b"")

    def exchange(self):
        """One round trip; returns the answer after everything in it was proven."""
        asked = self.request()
        answer = read_answer(self.post("/v1/exchange", asked), asked, self.online)
        assert answer["failure"] is None, answer["failure"]
        if answer["verdict"] and answer["verdict"][0] == 1:
            assert answer["verdict"][1] == self.batch_no
            self.batch = None
        if answer["grants"]:
            self.grants, table = answer["grants"]
            granted = {index: tuple(stream) for index, stream in table}
            kept = {i: s for i, s in self.streams.items() if granted.get(i) == s.stream}
            self.streams = {i: kept.get(i) or Stream(s) for i, s in granted.items()}
        stands = [self.streams[i].take(update, self.own) for i, update in answer["updates"]]
        if stands:
            assert stand_of(answer["epoch"], stands) == answer["stand"]
        return answer

    def catch_up(self):
        """Exchanges until there is nothing more to fetch; returns the last answer."""
        for _ in range(200):
            answer = self.exchange()
            if not answer["more"] and not answer["grants"]:
                return answer
        raise AssertionError("the exchange does not come to an end")

    def send_file(self, data, index):
        """§6: asks what is held, sends what is not; returns the last status."""
        digest = sha256(data)

        def part(offset, slice_of=b""):
            out = bytes([PROTOCOL, SUITE]) + uv(self.device) + digest + uv(len(data))
            out += bytes([index]) + uv(offset) + slice_of
            asked = out + self.sign("gridwork/file-part", out)
            return read_file_answer(self.post("/v1/files", asked), asked, self.online)

        status, held, _ = part(0)
        for number in [at for at, there in enumerate(held) if not there]:
            offset = number * PART
            status, held, _ = part(offset, data[offset:offset + PART])
        return status, held
