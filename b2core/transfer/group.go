package transfer

import "time"

// sumGroups writes the totals and the states of the groups that the transaction
// touched until now.
func (t *tx) sumGroups() error {
	now := time.Now().UnixMilli()
	for id := range t.regroup {
		delete(t.groups, id)
		if err := t.sumAgain(id); err != nil {
			return err
		}
		if _, err := t.j.stmts.groupState.Exec(0, 0, now, id); err != nil {
			return err
		}
	}
	for id, d := range t.groups {
		_, err := t.j.stmts.groupAdd.Exec(d.files, d.running, d.paused, d.done, d.failed, d.cancelled, d.skipped, id)
		if err != nil {
			return err
		}
		if _, err := t.j.stmts.groupState.Exec(d.size, d.moved, now, id); err != nil {
			return err
		}
	}
	clear(t.regroup)
	clear(t.groups)
	return nil
}

// resum has a group's totals counted from its files at the end of the
// transaction, after a change that went over many of them; the process's
// counters are counted again, too.
func (t *tx) resum(group int64) {
	t.recount = true
	if group == 0 {
		return
	}
	if t.regroup == nil {
		t.regroup = make(map[int64]bool)
	}
	t.regroup[group] = true
}

func (t *tx) sumAgain(group int64) error {
	_, err := t.exec(`UPDATE groups SET (files, running, paused, done, failed, cancelled, skipped) = (
 SELECT count(*), total(state IN ('running','verifying')), total(state = 'paused'), total(state = 'done'),
  total(state = 'failed'), total(state = 'cancelled' AND verdict <> 'skipped'), total(verdict = 'skipped')
 FROM items WHERE grp = ?1) WHERE item = ?1`, group)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE items SET (size, done) = (SELECT coalesce(sum(f.size), 0), coalesce(sum(f.done), 0)
 FROM items AS f WHERE f.grp = ?1) WHERE id = ?1`, group)
	return err
}
