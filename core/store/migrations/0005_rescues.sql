-- What this device said and may not read any more, sealed to the hub, until a verified backup of the hub
-- holds it (ADR 6). `entity` is what it was said of, so that an erasure finds it.
CREATE TABLE rescues (
    item   INTEGER PRIMARY KEY REFERENCES outbox (n) ON DELETE CASCADE,
    entity BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX rescues_entity ON rescues (entity);

-- Nothing was ever written to these.
DROP TABLE outbox_keys;
ALTER TABLE outbox DROP COLUMN rescue_key;
ALTER TABLE outbox DROP COLUMN rescue;
