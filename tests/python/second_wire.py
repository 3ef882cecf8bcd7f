"""What docs/protocol.md says of bytes, without a line of this project's code: numbers, hashes, CBOR, keys,
sealed values, ledger entries, changes as they are. What it needs beside the standard library: the package
`cryptography` and the program `zstd`.
"""

import hashlib
import hmac
import os
import subprocess
import time
import uuid

from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = 1
EPOCH_2020 = 1_577_836_800_000


# §1: numbers, hashes, sections, runs


def uv(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def zz(number):
    return uv(number << 1 if number >= 0 else (-number << 1) - 1)


def with_length(data):
    return uv(len(data)) + data


def domain_bytes(domain, *parts):
    """The bytes that a hash or a signature under a domain is over."""
    parts = (domain.encode(), *parts)
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def tagged(domain, *parts):
    return hashlib.sha256(domain_bytes(domain, *parts)).digest()


def sha256(data):
    return hashlib.sha256(data).digest()


class Reader:
    """Bytes read from the front; reading past the end is an error."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("cut off")
        self.at += count
        return self.data[self.at - count:self.at]

    def rest(self):
        return self.take(len(self.data) - self.at)

    def done(self):
        return self.at == len(self.data)

    def end(self):
        if not self.done():
            raise ValueError(f"{len(self.data) - self.at} bytes behind the end")

    def u8(self):
        return self.take(1)[0]

    def uv(self):
        number = shift = 0
        while True:
            byte = self.u8()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def zz(self):
        number = self.uv()
        return (number >> 1) ^ -(number & 1)

    def bytes(self):
        return self.take(self.uv())

    def id(self):
        return self.take(16)

    def section(self):
        if self.u8() == 0:
            return Reader(self.bytes())
        size = self.uv()
        return Reader(unpacked(self.bytes(), size))

    def runs(self):
        count, out = self.uv(), bytearray()
        while len(out) < count:
            byte, run = self.u8(), self.uv()
            out += bytes([byte]) * (run or count - len(out))
        return bytes(out)


def unpacked(frame, most=8 << 20):
    done = subprocess.run(["zstd", "-d", "-q", "-c"], input=frame, capture_output=True, check=True)
    if len(done.stdout) > most:
        raise ValueError("larger than it said")
    return done.stdout


def runs(kinds):
    """A column of bytes, each run as long as it lasts."""
    out, at = uv(len(kinds)), 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == kinds[at]:
            end += 1
        out += bytes([kinds[at]]) + uv(end - at)
        at = end
    return out


# §1: CBOR in its shortest forms; a dict is a map with integer keys, a list an array


def cbor(value):
    def head(major, number):
        for size, more in ((24, b""), (1 << 8, 1), (1 << 16, 2), (1 << 32, 4), (1 << 64, 8)):
            if number < size:
                if more == b"":
                    return bytes([major << 5 | number])
                return bytes([major << 5 | (23 + more.bit_length())]) + number.to_bytes(more, "big")
        raise ValueError("too large")

    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    there = {key: item for key, item in value.items() if item is not None}
    return head(5, len(there)) + b"".join(cbor(k) + cbor(v) for k, v in sorted(there.items()))


def read_cbor(data):
    reader = Reader(data)
    value = _item(reader)
    reader.end()
    return value


def _item(reader):
    first = reader.u8()
    major, number = first >> 5, first & 31
    if number >= 24 and major != 7:
        number = int.from_bytes(reader.take(1 << number - 24), "big")
    if major == 0:
        return number
    if major == 1:
        return -1 - number
    if major == 2:
        return reader.take(number)
    if major == 3:
        return reader.take(number).decode()
    if major == 4:
        return [_item(reader) for _ in range(number)]
    if major == 5:
        return {_item(reader): _item(reader) for _ in range(number)}
    return {20: False, 21: True, 22: None}[number]


# Keys, salts, trees


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def verify(key, signature, domain, *parts):
    ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, domain_bytes(domain, *parts))


class Ratchet:
    """§10: a forward ratchet of salts."""

    def __init__(self, state):
        self.state = state

    @classmethod
    def of_seed(cls, seed):
        return cls(tagged("gridwork/ratchet", seed))

    @classmethod
    def kept(cls, data):
        reader = Reader(data)
        assert reader.u8() == SUITE
        reader.take(8)
        return cls(reader.take(32))

    def next(self):
        salt = tagged("gridwork/ratchet-salt", self.state)[:16]
        self.state = tagged("gridwork/ratchet-next", self.state)
        return salt


def merkle_root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + merkle_root(leaves[:half]) + merkle_root(leaves[half:]))


def merkle_leaf(domain, *parts):
    return sha256(b"\x00" + domain_bytes(domain, *parts))


KEM, HPKE = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"


def extract(of, salt, label, ikm):
    """RFC 9180, LabeledExtract."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + of + label + ikm, "sha256")


def expand(of, prk, label, context, length):
    """RFC 9180, LabeledExpand, of one block."""
    info = length.to_bytes(2, "big") + b"HPKE-v1" + of + label + context
    return hmac.digest(prk, info + b"\x01", "sha256")[:length]


def box_key(seed):
    """RFC 9180, DeriveKeyPair."""
    secret = expand(KEM, extract(KEM, b"", b"dkp_prk", seed), b"sk", b"", 32)
    return x25519.X25519PrivateKey.from_private_bytes(secret)


def hpke_open(key, info, aad, sealed):
    """RFC 9180, base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305; the suite byte stands before it."""
    assert sealed[0] == SUITE
    enc, ciphertext = sealed[1:33], sealed[33:]
    shared = key.exchange(x25519.X25519PublicKey.from_public_bytes(enc))
    eae = extract(KEM, b"", b"eae_prk", shared)
    secret = expand(KEM, eae, b"shared_secret", enc + public(key), 32)
    context = b"\x00" + extract(HPKE, b"", b"psk_id_hash", b"") + extract(HPKE, b"", b"info_hash", info)
    prk = extract(HPKE, secret, b"secret", b"")
    nonce = expand(HPKE, prk, b"base_nonce", context, 12)
    return ChaCha20Poly1305(expand(HPKE, prk, b"key", context, 32)).decrypt(nonce, ciphertext, aad)


def fresh_id():
    """A UUIDv7."""
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 7 << 76
    return uuid.UUID(int=number & ~(3 << 62) | 2 << 62).bytes


def stream_bytes(stream):
    scope, of_class, purpose = stream
    return scope + bytes([of_class, purpose])


# §4 and §5: ledger entries, of which each writes what differs from the one before


def write_entries(entries, person):
    """Entries of a batch as `(index, entry)`; the entry is the map of §11."""
    before = {"person": person, "time": EPOCH_2020, "role": 0, "boot": 0, "object": bytes(16)}
    out = b""
    for index, entry in entries:
        times = entry[5]
        same = [entry[3] == before["person"], entry[4] == before["role"],
                times[2] == before["boot"], entry[1] == before["object"], 3 in times, 4 in times]
        flags = sum(1 << bit for bit, held in enumerate(same) if held)
        out += bytes([index, flags]) + entry[0]
        out += b"" if same[3] else entry[1]
        out += uv(entry[2])
        out += b"" if same[0] else entry[3]
        out += b"" if same[1] else bytes([entry[4]])
        out += zz(times[0] - before["time"]) + uv(times[1])
        out += b"" if same[2] else uv(times[2])
        out += zz(times[3] - times[0]) if 3 in times else b""
        out += zz(times[4] - times[0]) if 4 in times else b""
        out += with_length(entry[6])
        before = {"person": entry[3], "time": times[0], "role": entry[4], "boot": times[2],
                  "object": entry[1]}
    return out


class EntryReader:
    """Ledger entries in a section."""

    def __init__(self, reader):
        self.reader = reader
        self.person = self.object = bytes(16)
        self.role, self.boot, self.time = 0, 0, EPOCH_2020

    def next(self):
        reader, flags = self.reader, self.reader.u8()
        entry = {0: reader.id()}
        self.object = self.object if flags & 8 else reader.id()
        kind = reader.uv()
        self.person = self.person if flags & 1 else reader.id()
        self.role = self.role if flags & 2 else reader.u8()
        self.time += reader.zz()
        times = {0: self.time, 1: reader.uv()}
        self.boot = self.boot if flags & 4 else reader.uv()
        times[2] = self.boot
        if flags & 16:
            times[3] = self.time + reader.zz()
        if flags & 32:
            times[4] = self.time + reader.zz()
        return entry | {1: self.object, 2: kind, 3: self.person, 4: self.role, 5: times,
                        6: reader.bytes()}


def ledger_hash(entry):
    return tagged("gridwork/ledger", cbor(entry))


def ledger_content(author, in_force, entry):
    return tagged("gridwork/entry-ledger", author.to_bytes(4, "big"), bytes([in_force]),
                  ledger_hash(entry))


# §4, verbatim: changes as they are


def read_changes(part):
    """The changes of a frame: `(document, founding, ordinal, chunk)` each."""
    if part[0] != 0x10:
        raise ValueError("not verbatim")
    reader, out = Reader(unpacked(part[1:])), []
    for _ in range(reader.uv()):
        reader.u8()
        told, document = reader.u8(), reader.id()
        founding = _founding(reader) if told & 1 else None
        ordinal = reader.uv() if told & 2 else None
        out.append((document, founding, ordinal, reader.bytes()))
    reader.end()
    return out


def _founding(reader):
    kind = reader.u8()
    if kind == 1:
        return kind, reader.id(), reader.uv()
    if kind == 2:
        return kind, reader.u8(), reader.id(), reader.uv()
    if kind == 3:
        return kind, reader.bytes().decode(), reader.id(), reader.uv()
    assert kind == 4
    return kind, reader.id()


def change_hash(chunk):
    """§9: SHA-256 from the type byte on, whose first four bytes are the checksum."""
    assert chunk[:4] == b"\x85\x6f\x4a\x83" and chunk[8] == 1
    found = sha256(chunk[8:])
    assert found[:4] == chunk[4:8]
    return found
