-- What the phone holds of the hub's streams. Clear columns are argued in
-- docs/adr/0005-clear-columns.md; every other value is sealed with (table, row, column) beside it.

-- Named values of the installation: identity, chain, settings. Sealed.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One key a C3 purpose, wrapped under the database key and leased.
CREATE TABLE purpose_keys (
    purpose  INTEGER PRIMARY KEY,
    wrapped  BLOB NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT;

-- One random key a document, ledger entry or file. To destroy the row is to erase what it seals.
-- `purpose` is NULL where the database key wraps it, else the C3 purpose whose key does.
CREATE TABLE data_keys (
    n       INTEGER PRIMARY KEY,
    purpose INTEGER,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE streams (
    position     INTEGER PRIMARY KEY,
    scope        BLOB NOT NULL,
    class        INTEGER NOT NULL,
    purpose      INTEGER NOT NULL,
    epoch        INTEGER NOT NULL,
    cursor       INTEGER NOT NULL,
    next_ordinal INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    resume       INTEGER NOT NULL,
    head         BLOB NOT NULL
) STRICT;

CREATE TABLE documents (
    n        INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    stream   INTEGER NOT NULL,
    ordinal  INTEGER,
    class    INTEGER NOT NULL,
    purpose  INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    founding BLOB NOT NULL
) STRICT;

-- Not unique: while an epoch changes, a stream is numbered anew under its old documents.
CREATE INDEX documents_ordinal ON documents (stream, ordinal);

-- Append-only. `tag` is the start of a keyed MAC of the change's hash: it finds a change again
-- without confirming to anybody what it says. `number` belongs to `state`: of the batch, or in the
-- stream.
CREATE TABLE changes (
    n        INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (n) ON DELETE CASCADE,
    tag      INTEGER NOT NULL,
    author   INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    raw      BLOB NOT NULL,
    intent   BLOB,
    salt     BLOB,
    UNIQUE (document, tag)
) STRICT;

CREATE TABLE ledger (
    n       INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE,
    object  BLOB NOT NULL,
    stream  INTEGER NOT NULL,
    author  INTEGER NOT NULL,
    state   INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    outcome INTEGER,
    key     INTEGER NOT NULL,
    entry   BLOB NOT NULL,
    salt    BLOB
) STRICT;

CREATE INDEX ledger_object ON ledger (object);

-- C4 envelopes: sealed to a post already, sealed again here so that not even the object shows.
CREATE TABLE records (
    n        INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    stream   INTEGER NOT NULL,
    author   INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    envelope BLOB NOT NULL
) STRICT;

CREATE TABLE directory (
    kind   INTEGER NOT NULL,
    id     BLOB NOT NULL,
    number INTEGER NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- All that is left of what the law had erased.
CREATE TABLE erased (
    id    BLOB PRIMARY KEY NOT NULL,
    class INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
