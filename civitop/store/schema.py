"""The tables of the store, as the steps that lead to them; the database counts those that were taken.

A step that was ever released is never edited; a change is a new step at the end.
"""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE repository (
        id TEXT PRIMARY KEY,
        node_id TEXT,
        record BLOB NOT NULL,
        fingerprint TEXT,
        collected_at TEXT,
        measured_at TEXT,
        error TEXT,
        health BLOB
    );
    CREATE TABLE facts (
        repository TEXT NOT NULL,
        kind TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (repository, kind)
    );
    CREATE TABLE membership (
        network TEXT NOT NULL,
        repository TEXT NOT NULL,
        PRIMARY KEY (network, repository)
    ) WITHOUT ROWID;
    CREATE TABLE source_failure (
        network TEXT NOT NULL,
        source TEXT NOT NULL,
        error TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (network, source)
    ) WITHOUT ROWID;
    CREATE TABLE history (
        repository TEXT NOT NULL,
        day TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (repository, day)
    ) WITHOUT ROWID;
    CREATE TABLE change (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        repository TEXT NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (repository, data)
    );
    CREATE INDEX change_by_time ON change (at);
    CREATE TABLE sighting (repository TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE profile (
        login TEXT PRIMARY KEY,
        forge TEXT NOT NULL,
        data BLOB,
        fetched_at TEXT
    ) WITHOUT ROWID;
    CREATE TABLE note (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE change ADD COLUMN acknowledged_at TEXT;
    """,
    """
    ALTER TABLE repository ADD COLUMN glance BLOB;
    """,
    """
    ALTER TABLE repository ADD COLUMN checksum INTEGER;
    """,
    # What was held of conversations counted reviews among the comments: the next round collects it whole.
    """
    UPDATE repository SET fingerprint = NULL;
    """,
    # A repository is a member by each source that lists it; of those from before the next listing tells which.
    """
    CREATE TABLE member (
        network TEXT NOT NULL,
        repository TEXT NOT NULL,
        source TEXT NOT NULL,
        PRIMARY KEY (network, repository, source)
    ) WITHOUT ROWID;
    INSERT INTO member (network, repository, source) SELECT network, repository, '' FROM membership;
    DROP TABLE membership;
    ALTER TABLE member RENAME TO membership;
    DELETE FROM note WHERE key LIKE 'discovered/%'
    """,
    # Which poller would poll a network, and which does: in a file there is one, and nothing stands here.
    """
    CREATE TABLE lease (
        network TEXT NOT NULL,
        poller TEXT NOT NULL,
        held INTEGER NOT NULL,
        until TEXT NOT NULL,
        PRIMARY KEY (network, poller)
    ) WITHOUT ROWID
    """,
)
