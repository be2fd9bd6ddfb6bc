package transfer

import (
	"context"
	"database/sql"
)

// statements are the writer's prepared ones, those that run for every file.
type statements struct {
	begin, commit, rollback *sql.Stmt

	insert     *sql.Stmt
	lastOrd    *sql.Stmt
	started    *sql.Stmt
	ended      *sql.Stmt
	stopped    *sql.Stmt
	progressed *sql.Stmt
	planned    *sql.Stmt
	partDone   *sql.Stmt
	dropParts  *sql.Stmt
	groupAdd   *sql.Stmt
	groupState *sql.Stmt
	storedOf   *sql.Stmt
	openTop    *sql.Stmt
	openFiles  *sql.Stmt
	version    *sql.Stmt
	columns    *sql.Stmt

	all []*sql.Stmt
}

const insertItem = `INSERT INTO items (grp, is_group, ord, state, owner, direction, profile, local, root,
 bucket_id, bucket, name, source_id, source_name, file_id, sha1, content_type, info, size, conflict,
 verdict, reason, enqueued, finished, source_bucket, source_profile, disposal, expect_source, expect_target)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

// groupStateOf tells a group's state from its totals. It is between files more
// often than not, so it counts as running from its first file on. Whatever holds
// the files that are still to be found, one that waits to run is run; but for a
// batch, of which nothing does before all of it is stored.
const groupStateOf = `CASE
 WHEN g.walking = 0 AND g.done + g.failed + g.cancelled + g.skipped = g.files THEN
  CASE WHEN g.failed > 0 THEN 'failed' WHEN g.cancelled > 0 THEN 'cancelled' ELSE 'done' END
 WHEN g.running > 0 THEN 'running'
 WHEN g.walking = 1 AND g.title <> '' THEN 'paused'
 WHEN (g.hold = 'paused' OR g.walking = 0 AND g.paused > 0)
  AND g.done + g.failed + g.cancelled + g.skipped + g.paused = g.files THEN 'paused'
 WHEN g.done + g.failed + g.skipped > 0 THEN 'running'
 ELSE 'queued' END`

func (s *statements) prepare(ctx context.Context, conn *sql.Conn) error {
	for _, p := range []struct {
		into **sql.Stmt
		text string
	}{
		{&s.columns, everyColumn}, // first: it names what lacks
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.commit, "COMMIT"},
		{&s.rollback, "ROLLBACK"},
		{&s.insert, insertItem},
		{&s.lastOrd, `SELECT coalesce(max(ord), 0) FROM items WHERE grp = ?`},
		{&s.started, `UPDATE items SET state = 'running', reason = '', finished = 0 WHERE id = ? AND owner = ? AND state = 'queued'`},
		{&s.ended, `UPDATE items SET state = ?, verdict = ?, reason = ?, waits_for = ?, size = ?, done = ?, rate = 0, finished = ?, large_file = ?
 WHERE id = ? AND owner = ?`},
		{&s.stopped, `UPDATE items SET state = CASE state WHEN 'running' THEN 'queued' ELSE state END, done = ?, rate = 0 WHERE id = ? AND owner = ?`},
		{&s.progressed, `UPDATE items SET done = ?, rate = ? WHERE id = ? AND owner = ? AND state = 'running'`},
		{&s.planned, `UPDATE items SET large_file = ?, part_size = ?, plan_size = ?, fingerprint = ? WHERE id = ? AND owner = ?`},
		{&s.partDone, `INSERT OR REPLACE INTO parts (item, number, size, sha1) VALUES (?,?,?,?)`},
		{&s.dropParts, `DELETE FROM parts WHERE item = ?`},
		{&s.groupAdd, `UPDATE groups SET files = files + ?, running = running + ?, paused = paused + ?, done = done + ?,
 failed = failed + ?, cancelled = cancelled + ?, skipped = skipped + ? WHERE item = ?`},
		{&s.groupState, `UPDATE items AS i SET size = i.size + ?, done = i.done + ?, state = ` + groupStateOf + `,
 finished = CASE WHEN ` + groupStateOf + ` IN ('done','failed','cancelled') THEN ? ELSE 0 END,
 cleared = i.cleared AND ` + groupStateOf + ` IN ('done','cancelled')
 FROM groups AS g WHERE g.item = i.id AND i.id = ?`},
		{&s.storedOf, `SELECT state, size, done FROM items WHERE id = ?`},
		{&s.openTop, `SELECT ` + rowColumns + ` FROM items AS i WHERE i.owner = ? AND i.grp = 0 AND i.state IN ('queued','running')
 AND (i.is_group = 1 OR i.state = 'queued') AND i.profile NOT IN (SELECT value FROM json_each(?)) ORDER BY i.ord LIMIT ?`},
		{&s.openFiles, `SELECT ` + rowColumns + ` FROM items AS i WHERE i.owner = ? AND i.grp = ? AND i.state IN ('queued','running')
 AND i.state = 'queued' ORDER BY i.ord LIMIT ?`},
		{&s.version, "PRAGMA data_version"},
	} {
		st, err := conn.PrepareContext(ctx, p.text)
		if err != nil {
			return err
		}
		*p.into = st
		s.all = append(s.all, st)
	}
	return nil
}

func (s *statements) close() {
	for _, st := range s.all {
		_ = st.Close()
	}
}
