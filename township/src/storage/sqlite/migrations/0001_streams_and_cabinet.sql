-- Small records of every room, by drawer and key; listed in key order.
CREATE TABLE cabinet (
    drawer INTEGER NOT NULL,
    key    BLOB    NOT NULL,
    value  BLOB    NOT NULL,
    PRIMARY KEY (drawer, key)
) WITHOUT ROWID;

-- Where each stream stands. `name` is scope ‖ class ‖ purpose (18 bytes); rows refer to the short id.
CREATE TABLE stream (
    id           INTEGER PRIMARY KEY,
    name         BLOB    NOT NULL UNIQUE,
    number       INTEGER NOT NULL,
    hash         BLOB    NOT NULL,
    ratchet      BLOB    NOT NULL,
    next_ordinal INTEGER NOT NULL
);

-- Documents, ledger objects, directory items, sealed records. `data_key` is wrapped under the hub's
-- rest key and empty once erased; `state` is sealed under the data key.
CREATE TABLE entity (
    id       BLOB    PRIMARY KEY,
    kind     INTEGER NOT NULL,
    org      BLOB    NOT NULL,
    class    INTEGER NOT NULL,
    founding BLOB    NOT NULL,
    data_key BLOB    NOT NULL,
    state    BLOB    NOT NULL,
    erased   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX entity_by_kind ON entity (kind, id);

-- Every entry once. `hash`, `salt` and `payload` are emptied by an erasure; the row stays, so that
-- numbers keep their meaning.
CREATE TABLE entry (
    id        INTEGER PRIMARY KEY,
    entity    BLOB    NOT NULL,
    kind      INTEGER NOT NULL,
    author    INTEGER NOT NULL,
    step      INTEGER,
    origin    BLOB    NOT NULL,
    effective INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    salt      BLOB    NOT NULL,
    payload   BLOB    NOT NULL
);
CREATE INDEX entry_of_entity ON entry (entity, id);

-- An entry's number in each stream of its audience, with the salt and the head there.
CREATE TABLE placement (
    stream INTEGER NOT NULL REFERENCES stream (id),
    number INTEGER NOT NULL,
    entry  INTEGER NOT NULL REFERENCES entry (id),
    entity BLOB    NOT NULL,
    salt   BLOB    NOT NULL,
    head   BLOB    NOT NULL,
    PRIMARY KEY (stream, number)
) WITHOUT ROWID;
CREATE INDEX placement_of_entity ON placement (entity, stream, number);

-- Stays of entities in streams. `left_at` is NULL while the stay lasts.
CREATE TABLE membership (
    stream  INTEGER NOT NULL REFERENCES stream (id),
    ordinal INTEGER NOT NULL,
    entity  BLOB    NOT NULL,
    entered INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (stream, ordinal)
) WITHOUT ROWID;
CREATE INDEX membership_of_entity ON membership (entity, stream, ordinal);
