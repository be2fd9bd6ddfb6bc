package mirror

import (
	"iter"

	"b2tui/b2core/transfer"
)

// Batch is the group of the queue that carries a plan out, without its jobs.
// profile is whose account it is.
func (p *Plan) Batch(profile string) transfer.Batch {
	b := transfer.Batch{Title: "sync " + p.Source.name(), Direction: p.Direction(), Profile: profile}
	for _, s := range []Side{p.Source, p.Target} {
		if !s.Remote() {
			b.Local = s.Dir
		} else {
			b.BucketID, b.Bucket, b.Name = s.BucketID, s.Bucket, s.Prefix
		}
	}
	return b
}

// Direction is which way the plan's bytes go.
func (p *Plan) Direction() transfer.Direction {
	switch {
	case !p.Source.Remote():
		return transfer.Up
	case !p.Target.Remote():
		return transfer.Down
	}
	return transfer.Copy
}

// Final tells whether the plan may remove something for good.
func (p *Plan) Final() bool { return p.o.Remove.Final() }

// Jobs are what the queue has to do for one action; nothing for what is refused.
// Each job is bound to what the plan saw: the local file that is read, replaced
// or removed, the version that is hidden or deleted. If that has changed by
// then, the job fails and changes nothing. An upload or a copy does not look at
// its target again, which would cost a call for each: it adds a version.
func (p *Plan) Jobs(a Action, profile string) iter.Seq[transfer.Job] {
	return func(yield func(transfer.Job) bool) {
		job := transfer.Job{
			Direction: p.Direction(), Profile: profile,
			BucketID: p.Target.BucketID, Bucket: p.Target.Bucket, Name: p.Target.Prefix + a.Name,
		}
		switch a.Op {
		case Add, Replace:
			yield(p.transfer(job, a))
		case Rename:
			yield(p.rename(job, a))
		case Hide:
			job.Direction = transfer.Hide
			job.Expect.Target = &transfer.Seen{VersionID: a.Target.Version.ID}
			yield(job)
		case Delete:
			yield(p.remove(job, a))
		case Prune:
			job.Direction = transfer.Delete
			for _, v := range a.Versions {
				job.File = v
				if !yield(job) {
					return
				}
			}
		}
	}
}

func (p *Plan) transfer(job transfer.Job, a Action) transfer.Job {
	switch job.Direction {
	case transfer.Up:
		job.Local = p.Source.Path(a.Name)
		job.Expect.Source = &transfer.Seen{Print: a.Source.Print}
	case transfer.Down:
		job.Local, job.File = p.Target.Path(a.Name), a.Source.Version
		job.BucketID, job.Bucket, job.Name = p.Source.BucketID, p.Source.Bucket, p.Source.Prefix+a.Name
		job.Expect.Target = &transfer.Seen{}
		if a.Target != nil {
			job.Expect.Target.Print = a.Target.Print
		}
	default:
		job.File, job.SourceID, job.SourceBucket = a.Source.Version, p.Source.BucketID, p.Source.Bucket
	}
	return job
}

// rename copies inside the target's bucket and takes the former name away when
// the copy is proved.
func (p *Plan) rename(job transfer.Job, a Action) transfer.Job {
	job.Direction = transfer.Copy
	job.File, job.SourceID, job.SourceBucket = a.FromFile.Version, p.Target.BucketID, p.Target.Bucket
	job.Source = transfer.HideSource
	if p.o.Remove.Kind == RemoveForever {
		job.Source = transfer.DeleteSource
	}
	job.Expect.Target = &transfer.Seen{}
	return job
}

func (p *Plan) remove(job transfer.Job, a Action) transfer.Job {
	if !p.Target.Remote() {
		how := transfer.DeleteSource
		if p.o.Remove.Kind == RemoveTrash {
			how = transfer.TrashSource
		}
		return transfer.Job{
			Direction: transfer.Remove, Profile: job.Profile, Local: p.Target.Path(a.Name), Source: how,
			Expect: transfer.Expect{Target: &transfer.Seen{Print: a.Target.Print}},
		}
	}
	job.Direction = transfer.Delete
	newest := a.Versions[len(a.Versions)-1]
	job.Expect.Target = &transfer.Seen{VersionID: newest.ID}
	return job
}
