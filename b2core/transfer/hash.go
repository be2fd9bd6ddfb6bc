package transfer

import (
	"context"
	"fmt"
	"hash/crc32"
)

// The SHA-1 of a large file that goes up is kept with the fingerprint of the
// state that was hashed, so that a later run need not read the whole file again.
// The service takes this hash on trust, so it carries a check of its own: one
// that a damaged queue holds, or that is of another state, is not used.

// keptHash is how the journal writes a hash.
func keptHash(print, sum string) string {
	return fmt.Sprintf("%s %08x", sum, crc32.ChecksumIEEE([]byte(print+" "+sum)))
}

// hashOf is what an earlier run found to be the hash of a state of the source.
func (r *row) hashOf(print string) (sum string, ok bool) {
	const digits = 40
	if r.direction != Up || len(r.sha1) < digits {
		return "", false
	}
	sum = r.sha1[:digits]
	return sum, r.sha1 == keptHash(print, sum)
}

func (m *Manager) keepHash(ctx context.Context, r *run, print, sum string) error {
	return m.journal.do(ctx, func(t *tx) error {
		_, err := t.j.conn.ExecContext(t.ctx, `UPDATE items SET sha1 = ? WHERE id = ? AND owner = ?`, keptHash(print, sum), r.row.id, r.row.owner)
		return err
	})
}
