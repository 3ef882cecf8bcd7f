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
CREATE TABLE data_keys (
    n       INTEGER PRIMARY KEY,
    purpose INTEGER,
    wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE directory (
    kind   INTEGER NOT NULL,
    id     BLOB NOT NULL,
    number INTEGER NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE erased (
    id    BLOB PRIMARY KEY NOT NULL,
    class INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE purpose_keys (
    purpose  INTEGER PRIMARY KEY,
    wrapped  BLOB NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE records (
    n        INTEGER PRIMARY KEY,
    id       BLOB NOT NULL UNIQUE,
    stream   INTEGER NOT NULL,
    author   INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    envelope BLOB NOT NULL
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
CREATE INDEX documents_ordinal ON documents (stream, ordinal);
CREATE INDEX ledger_object ON ledger (object);
