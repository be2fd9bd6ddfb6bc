CREATE TABLE owners (
  -- A process that uses the queue. It is alive as long as it holds the lock on
  -- the file named here, beside the database; the system frees it at death.
  id      INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice
  pid     INTEGER NOT NULL,
  host    TEXT    NOT NULL,
  boot    TEXT    NOT NULL, -- the system's boot id, where it has one
  lock    TEXT    NOT NULL, -- file name
  started INTEGER NOT NULL
);
CREATE TABLE items (
  -- A file to move, or a group: a directory and, by grp, its files.
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  grp          INTEGER NOT NULL DEFAULT 0,  -- items.id of the group; 0: top level
  is_group     INTEGER NOT NULL DEFAULT 0,
  ord          INTEGER NOT NULL,            -- order within grp, with gaps
  state        TEXT    NOT NULL,            -- queued running paused verifying done failed cancelled
  owner        INTEGER NOT NULL,            -- owners.id; no such row: nobody's
  direction    TEXT    NOT NULL,            -- up down copy hide unhide delete remove
  profile      TEXT    NOT NULL,            -- whose account
  local        TEXT    NOT NULL DEFAULT '', -- source of up, target of down, what remove removes
  root         TEXT    NOT NULL DEFAULT '', -- down: the folder that must not be left
  bucket_id    TEXT    NOT NULL DEFAULT '',
  bucket       TEXT    NOT NULL DEFAULT '',
  name         TEXT    NOT NULL DEFAULT '', -- in the bucket; of a group the prefix
  source_id    TEXT    NOT NULL DEFAULT '', -- copy: bucket of the source
  source_name  TEXT    NOT NULL DEFAULT '', -- copy: name of the source
  file_id      TEXT    NOT NULL DEFAULT '', -- down, copy: the version to read; delete: the only one that goes
  sha1         TEXT    NOT NULL DEFAULT '', -- down, copy: contentSha1 of that version; up: of the whole source, with a check
  content_type TEXT    NOT NULL DEFAULT '',
  info         TEXT    NOT NULL DEFAULT '', -- down, copy: file info, a JSON object
  size         INTEGER NOT NULL DEFAULT 0,
  done         INTEGER NOT NULL DEFAULT 0,  -- bytes that need not be moved again
  tried        INTEGER NOT NULL DEFAULT 0,  -- 1: was about to run, so its target may be there already
  rate         REAL    NOT NULL DEFAULT 0,  -- bytes per second, for other processes to show; -1: stalled
  conflict     TEXT    NOT NULL DEFAULT '', -- ask skip overwrite rename newer differs
  fingerprint  TEXT    NOT NULL DEFAULT '', -- up: identity of the source that parts were read from
  large_file   TEXT    NOT NULL DEFAULT '', -- up, copy: large file id of the parts
  part_size    INTEGER NOT NULL DEFAULT 0,  -- plan of the parts
  plan_size    INTEGER NOT NULL DEFAULT 0,
  verdict      TEXT    NOT NULL DEFAULT '', -- verified, not verifiable, unchanged, skipped
  reason       TEXT    NOT NULL DEFAULT '', -- why it failed or waits
  enqueued     INTEGER NOT NULL,
  finished     INTEGER NOT NULL DEFAULT 0,
  source_bucket  TEXT NOT NULL DEFAULT '', -- copy: name of the source's bucket, to show
  source_profile TEXT NOT NULL DEFAULT '', -- copy: whose account the source is in; empty: profile
  disposal       TEXT NOT NULL DEFAULT '', -- what becomes of the source: hide delete trash; remove: trash
  expect_source  TEXT NOT NULL DEFAULT '', -- what a plan saw: "absent", "version ID", "print" and a fingerprint;
                                            -- "folder" and a name: it reads a folder of its group, from there on
  expect_target  TEXT NOT NULL DEFAULT '',
  made           TEXT NOT NULL DEFAULT '', -- a move: what was stored and proved, when the source is still to go
  cleared        INTEGER NOT NULL DEFAULT 0 -- 1: finished and taken out of the list; in the history still
);
CREATE INDEX items_level ON items(grp, ord);
CREATE INDEX items_open ON items(owner, grp, ord) WHERE state IN ('queued','running');
CREATE TABLE parts (
  -- A part that the service accepted (up) or that is on disk (down).
  item   INTEGER NOT NULL,
  number INTEGER NOT NULL, -- from 1
  size   INTEGER NOT NULL,
  sha1   TEXT    NOT NULL,
  PRIMARY KEY (item, number)
) WITHOUT ROWID;
CREATE TABLE groups (
  -- Totals of a group, and how far its files have been found.
  item      INTEGER PRIMARY KEY,
  walking   INTEGER NOT NULL,            -- 1: not read to the end
  walked    TEXT    NOT NULL DEFAULT '', -- last name that was stored, in reading order
  hold      TEXT    NOT NULL,            -- state in which further files are stored: queued, paused, failed
  files     INTEGER NOT NULL DEFAULT 0,
  running   INTEGER NOT NULL DEFAULT 0,
  paused    INTEGER NOT NULL DEFAULT 0,
  done      INTEGER NOT NULL DEFAULT 0,
  failed    INTEGER NOT NULL DEFAULT 0,
  cancelled INTEGER NOT NULL DEFAULT 0,  -- by the user
  skipped   INTEGER NOT NULL DEFAULT 0,  -- by the conflict policy; state cancelled, too
  title     TEXT NOT NULL DEFAULT '', -- of a batch: its files are given, not read from a directory
  links     TEXT NOT NULL DEFAULT '', -- up: follow or skip; empty: those to files are followed
  filter    TEXT NOT NULL DEFAULT ''  -- which of its files go, a JSON object; empty: all
);
PRAGMA user_version = 4;
INSERT INTO items (id, ord, state, owner, direction, profile, local, bucket_id, bucket, name, size, tried, reason, enqueued)
VALUES (7, 1048576, 'queued', 3, 'up', '', '/LOCAL', 'BUCKET', 'photos-of-2026', 'old', 10, 1, '', 1790000000000),
 (8, 2097152, 'paused', 3, 'up', '', '/LOCAL', 'BUCKET', 'photos-of-2026', 'asks', 10, 1, 'target exists: asks', 1790000000000),
 (9, 3145728, 'paused', 3, 'up', '', '/LOCAL', 'BUCKET', 'photos-of-2026', 'paused', 10, 0, '', 1790000000000),
 (10, 4194304, 'paused', 3, 'down', '', '/LOCAL.back', 'BUCKET', 'photos-of-2026', 'old', 10, 1, 'the disk is full: / needs 10 B; goes on by itself when there is room', 1790000000000);
