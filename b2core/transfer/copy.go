package transfer

import "b2tui/b2core"

// copyFile copies a version from bucket to bucket, by the service itself within
// one account.
func (m *Manager) copyFile(r *run, client, source mover) outcome {
	v, err := r.row.version()
	if err == nil && v.ID == "" {
		v, err = source.Stat(r.ctx, v.BucketID, v.Name)
	}
	if err != nil {
		return outcome{err: err}
	}
	name, skip := m.remoteConflict(r, client, r.row.name, storedFile(v))
	if skip != nil {
		return *skip
	}
	if r.row.relayed() {
		return m.relay(r, client, source, v, name)
	}
	req := b2core.CopyRequest{Source: v, BucketID: r.row.bucketID, Name: name, Steering: m.steering(r, v.Size, "")}
	if req.Resume, err = m.resume(r.ctx, r); err != nil {
		return outcome{err: err}
	}
	made, err := client.Copy(r.ctx, req)
	if err != nil {
		return outcome{err: err}
	}
	o := outcome{state: Done, verdict: verdictVerified, size: made.Size, done: made.Size, made: made.ID, name: made.Name, sha1: made.Hash().SHA1}
	if v.Hash().SHA1 == "" || made.Hash().SHA1 == "" {
		o.verdict = verdictNotVerifiable
	}
	return o
}
