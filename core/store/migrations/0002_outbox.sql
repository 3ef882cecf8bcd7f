-- What the phone has to say, what it said and is not sure was heard, and what was refused.

-- Keys of past runs, sealed to the hub: nobody here can open them again.
CREATE TABLE outbox_keys (
    n      INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

-- One order. `item` is the row of changes, ledger or records by `kind`; NULL once it was erased,
-- when only the leaf stays, so that the batch can still be proved. `rescue` is the item as the hub
-- reads it, under an outbox key. `batch` is NULL while it waits.
CREATE TABLE outbox (
    n          INTEGER PRIMARY KEY,
    kind       INTEGER NOT NULL,
    item       INTEGER,
    stream     INTEGER NOT NULL,
    urgent     INTEGER NOT NULL,
    batch      INTEGER,
    position   INTEGER,
    rescue_key INTEGER,
    rescue     BLOB,
    salt       BLOB,
    leaf       BLOB
) STRICT;

CREATE INDEX outbox_batch ON outbox (batch, position);

-- `frame` is kept as sent until the hub answers, then dropped: a batch is what its items say.
CREATE TABLE batches (
    no    INTEGER PRIMARY KEY,
    prev  BLOB NOT NULL,
    hash  BLOB NOT NULL,
    state INTEGER NOT NULL,
    frame BLOB
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
