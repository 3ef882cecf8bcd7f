-- Content-addressed files. `tag` is a keyed MAC of owner and SHA-256 and names the blob in the
-- folder, so that a stolen folder does not confirm who has which picture. `held` has one bit for
-- each part that the hub acknowledged.
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

CREATE INDEX files_owner ON files (owner);
