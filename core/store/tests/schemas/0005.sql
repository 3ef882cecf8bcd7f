CREATE TABLE batches (
    no    INTEGER PRIMARY KEY,
    prev  BLOB NOT NULL,
    hash  BLOB NOT NULL,
    state INTEGER NOT NULL,
    frame BLOB
) STRICT;
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
CREATE TABLE conflicts (
    document INTEGER PRIMARY KEY REFERENCES documents (n) ON DELETE CASCADE,
    paths    BLOB NOT NULL
) STRICT;
CREATE TABLE counters (
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE drafts (
    n       INTEGER PRIMARY KEY,
    object  BLOB NOT NULL,
    stream  INTEGER NOT NULL,
    class   INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    reason  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE TABLE erased (
    id    BLOB PRIMARY KEY NOT NULL,
    class INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    n    INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id   BLOB NOT NULL,
    UNIQUE (id, kind)
) STRICT;
CREATE TABLE files (
    n       INTEGER PRIMARY KEY,
    tag     BLOB NOT NULL UNIQUE,
    owner   BLOB NOT NULL,
    stream  INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    urgent  INTEGER NOT NULL,
    state   INTEGER NOT NULL,
    size    INTEGER NOT NULL,
    class   INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    key     INTEGER NOT NULL,
    held    BLOB NOT NULL,
    details BLOB NOT NULL
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
CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    n          INTEGER PRIMARY KEY,
    kind       INTEGER NOT NULL,
    item       INTEGER,
    stream     INTEGER NOT NULL,
    urgent     INTEGER NOT NULL,
    batch      INTEGER,
    position   INTEGER,
    salt       BLOB,
    leaf       BLOB
) STRICT;
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
CREATE TABLE rescues (
    item   INTEGER PRIMARY KEY REFERENCES outbox (n) ON DELETE CASCADE,
    entity BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE rows (
    n        INTEGER PRIMARY KEY,
    kind     INTEGER NOT NULL,
    id       BLOB NOT NULL,
    owner    BLOB NOT NULL,
    parent   BLOB,
    position INTEGER NOT NULL,
    stream   INTEGER,
    flags    INTEGER NOT NULL,
    class    INTEGER NOT NULL,
    purpose  INTEGER NOT NULL,
    payload  BLOB NOT NULL,
    UNIQUE (id, kind)
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
CREATE INDEX files_owner ON files (owner);
CREATE INDEX ledger_object ON ledger (object);
CREATE INDEX outbox_batch ON outbox (batch, position);
CREATE INDEX rescues_entity ON rescues (entity);
CREATE INDEX rows_owner ON rows (owner);
CREATE INDEX rows_page ON rows (kind, parent, position, flags);
