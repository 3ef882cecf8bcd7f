-- What the screens read; made from documents and ledgers, and can be made again.

-- `owner` is the document or object a row is made from: removal and erasure go by it.
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

CREATE INDEX rows_page ON rows (kind, parent, position, flags);
CREATE INDEX rows_owner ON rows (owner);

-- The fields of a document that hold more than one value, sealed under the document's key.
CREATE TABLE conflicts (
    document INTEGER PRIMARY KEY REFERENCES documents (n) ON DELETE CASCADE,
    paths    BLOB NOT NULL
) STRICT;

-- What changed, for screens to read again; the same thing changed twice is told once, last.
CREATE TABLE events (
    n    INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id   BLOB NOT NULL,
    UNIQUE (id, kind)
) STRICT;

CREATE TABLE counters (
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
