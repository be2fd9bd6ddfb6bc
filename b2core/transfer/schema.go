package transfer

import "strings"

// schemaVersion is kept in PRAGMA user_version. A database with a higher one
// belongs to a newer program and is left alone.
const schemaVersion = 5

// schema is the layout of queue.db. SQLite keeps the comments, so that
// ".schema" in any SQLite tool shows this very text; columns that came with a
// later version stand last, as a migration puts them. Times are milliseconds
// since 1970 UTC, 0 for "not yet"; sizes are bytes. No key and no token is
// ever stored.
const schema = `
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
  cleared        INTEGER NOT NULL DEFAULT 0, -- 1: finished and taken out of the list; in the history still
  waits_for      TEXT NOT NULL DEFAULT '' -- paused until: answer (its target exists), room (on its disk), queue
                                          -- (room for this database); empty: until it is resumed
);
CREATE INDEX items_level ON items(grp, ord);
CREATE INDEX items_open ON items(owner, grp, ord) WHERE state IN ('queued','running');
CREATE TABLE parts (
  -- A part that the service accepted (up) or that is on disk (down).
  item   INTEGER NOT NULL,
  number INTEGER NOT NULL, -- from 1
  size   INTEGER NOT NULL,
  sha1   TEXT    NOT NULL, -- up: of the part; down: of the file up to its end, or "crc32c:" and that of the part
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
`

// everyColumn reads nothing. That it can be prepared tells that the tables have
// the columns that the other statements do not name, or not before they are needed:
// no check of the database notices that a name has become another one.
const everyColumn = `SELECT o.id, o.pid, o.host, o.boot, o.lock, o.started,
 p.item, p.number, p.size, p.sha1,
 g.item, g.walking, g.walked, g.hold, g.files, g.running, g.paused, g.done, g.failed, g.cancelled, g.skipped, g.title, g.links, g.filter,
 i.cleared, ` + rowColumns + `
 FROM owners AS o, parts AS p, groups AS g, items AS i LIMIT 0`

// indexes serve questions that are asked of the whole queue: its totals, its
// list, what a dead process was running, and what moves no bytes. They are made where they lack, in a database
// of any version. That of the totals is for them alone, which its odd condition
// sees to: SQLite would take it for whatever asks for files in a state, and
// read a million entries to find three.
const indexes = `
CREATE INDEX IF NOT EXISTS items_sums ON items(state, size, done) WHERE is_group = 0 AND cleared = 0 AND id > 0;
CREATE INDEX IF NOT EXISTS items_listed ON items(ord) WHERE grp = 0 AND cleared = 0;
CREATE INDEX IF NOT EXISTS items_running ON items(owner) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS items_changes ON items(state, owner) WHERE ` + openChanges + `;
`

// migrations lead from each earlier version of the schema to the next one: the
// first from 1 to 2. What they make must equal what schema makes.
func migrations() []string {
	return []string{
		`ALTER TABLE items ADD COLUMN tried INTEGER NOT NULL DEFAULT 0;`,
		`ALTER TABLE items ADD COLUMN source_bucket TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN source_profile TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN disposal TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN expect_source TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN expect_target TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN made TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE groups ADD COLUMN links TEXT NOT NULL DEFAULT '';
-- ask meant nothing there
UPDATE items SET conflict = '' WHERE conflict = 'ask' AND direction <> 'down';`,
		`ALTER TABLE items ADD COLUMN cleared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE groups ADD COLUMN filter TEXT NOT NULL DEFAULT '';
DROP INDEX IF EXISTS items_sums; -- counted what was cleared, too`,
		`ALTER TABLE items ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';
-- the words alone told until now
UPDATE items SET waits_for = CASE WHEN reason LIKE 'target exists%' THEN 'answer'
 WHEN reason LIKE 'the disk is full or fails, and the queue in %' THEN 'queue'
 WHEN reason LIKE 'the disk is full%' THEN 'room' ELSE '' END WHERE state = 'paused' AND is_group = 0;`,
	}
}

// schemaFrom is what turns a database of some version, 0 for an empty one, into
// the present one.
func schemaFrom(version int) string {
	if version == 0 {
		return schema
	}
	return strings.Join(migrations()[version-1:], "\n")
}

// pragmas are set on every connection. The small page cache keeps the
// program's memory small; the queue's working set is a few pages. Whoever finds
// the database busy tries again; a wait in SQLite cannot be broken off.
func pragmas() []string {
	return []string{
		"busy_timeout(1000)",
		"journal_mode(wal)",
		"synchronous(full)",
		"cache_size(-1024)",
		"temp_store(memory)",
	}
}
