package model

import (
	"runtime"
	"slices"
	"strings"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/views"
)

// session is who is logged in and what the key may do.
type session struct {
	known    bool // the account is known; until then nothing is forbidden
	account  b2core.Account
	readOnly bool
}

const (
	readOnlyReason = "this session is read-only"
	bothLocal      = "both panes show this computer; open a bucket in one of them"
	noBucket       = "the other pane shows no folder of a bucket; open one there first"
)

// lacks tells why something that needs these capabilities cannot be done, or "".
func (s *session) lacks(needed ...b2core.Capability) string {
	if !s.known {
		return ""
	}
	var missing []string
	for _, c := range needed {
		if !slices.Contains(s.account.Allowed.Capabilities, c) {
			missing = append(missing, string(c))
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return "this key lacks " + strings.Join(missing, " and ")
}

// changes is lacks for what changes the account.
func (s *session) changes(needed ...b2core.Capability) string {
	if s.readOnly {
		return readOnlyReason
	}
	return s.lacks(needed...)
}

// outside tells why a key bound to a prefix cannot write to a folder, or "".
func (s *session) outside(p views.Place) string {
	prefix := s.account.Allowed.NamePrefix
	if !s.known || !p.Remote || prefix == "" || strings.HasPrefix(p.Path, prefix) {
		return ""
	}
	return "this key may only use names that begin with " + prefix
}

// paneCan tells what cannot be done in a pane at here, with the other at there.
func (s *session) paneCan(here, there views.Place) ui.Can {
	can := ui.Can{}
	forbid(can, ui.ActCopy, s.copyReason(here, there))
	forbid(can, ui.ActMove, s.moveReason(here, there))
	forbid(can, ui.ActSync, s.syncReason(here, there))
	if here.Remote {
		writing := first(s.changes(b2core.WriteFiles), s.outside(here))
		forbid(can, ui.ActNewFolder, writing)
		forbid(can, ui.ActHide, writing)
		forbid(can, ui.ActRename, first(s.changes(b2core.ReadFiles, b2core.WriteFiles), s.outside(here)))
		forbid(can, ui.ActUnhide, first(s.changes(b2core.ListFiles, b2core.DeleteFiles), s.outside(here)))
		forbid(can, ui.ActDelete, first(s.changes(b2core.DeleteFiles), s.outside(here)))
		forbid(can, ui.ActUnfinished, first(s.lacks(b2core.ListFiles), s.outside(here)))
	} else {
		forbid(can, ui.ActHide, trashReason())
		forbid(can, ui.ActUnhide, "only names in a bucket can be hidden and shown again")
		forbid(can, ui.ActUnfinished, "only a bucket has unfinished uploads; open one")
	}
	if here.IsRoot() {
		const reason = "buckets are made and deleted in the Buckets view"
		for _, act := range []ui.Action{ui.ActNewFolder, ui.ActRename, ui.ActHide, ui.ActDelete} {
			can[act] = reason
		}
		can[ui.ActUnhide] = "open a bucket first"
		can[ui.ActUnfinished] = "open a bucket first, or press the key in the Buckets view"
	}
	return can
}

// trashReason tells why local files cannot be put into the trash, or "".
func trashReason() string {
	if runtime.GOOS == "windows" {
		return "this system has no trash that a program can use by itself; D deletes for good"
	}
	return ""
}

// copyReason tells why nothing can be copied from one place to the other, or "".
func (s *session) copyReason(from, to views.Place) string {
	switch {
	case from.IsRoot():
		return "open a bucket first; whole buckets are not copied from here"
	case !from.Remote && !to.Remote:
		return bothLocal
	case to.IsRoot():
		return noBucket
	case !from.Remote:
		return first(s.changes(b2core.WriteFiles), s.outside(to))
	case !to.Remote:
		return s.lacks(b2core.ReadFiles)
	case from.Same(to):
		return "both panes show the same folder"
	}
	return first(s.changes(b2core.ReadFiles, b2core.WriteFiles), s.outside(to))
}

// moveReason is copyReason of a move, which hides or deletes its source.
func (s *session) moveReason(from, to views.Place) string {
	reason := s.copyReason(from, to)
	if from.Remote {
		reason = first(reason, s.changes(b2core.WriteFiles), s.outside(from))
	}
	return reason
}

func (s *session) bucketsCan() ui.Can {
	can := ui.Can{}
	forbid(can, ui.ActBucketCreate, s.changes(b2core.WriteBuckets))
	forbid(can, ui.ActBucketDelete, s.changes(b2core.DeleteBuckets))
	forbid(can, ui.ActUnfinished, s.lacks(b2core.ListFiles))
	return can
}

func (s *session) keysCan() ui.Can {
	can := ui.Can{}
	forbid(can, ui.ActKeyCreate, s.changes(b2core.WriteKeys))
	forbid(can, ui.ActKeyDelete, s.changes(b2core.DeleteKeys))
	return can
}

// home is where a remote pane begins that was told no place: a key bound to
// one bucket, or to a prefix in it, starts there.
func (s *session) home() views.Place {
	allowed := s.account.Allowed
	if len(allowed.Buckets) != 1 || allowed.Buckets[0].Name == "" {
		return views.Place{Remote: true}
	}
	folder := allowed.NamePrefix[:strings.LastIndexByte(allowed.NamePrefix, '/')+1]
	b := allowed.Buckets[0]
	return views.Place{Remote: true, BucketID: b.ID, Bucket: b.Name, Path: folder}
}

// first is the first reason that is one.
func first(reasons ...string) string {
	for _, r := range reasons {
		if r != "" {
			return r
		}
	}
	return ""
}

func forbid(can ui.Can, act ui.Action, reason string) {
	if reason != "" {
		can[act] = reason
	}
}

// bound tells whether the key may see one bucket only and cannot list others.
func (s *session) bound() bool {
	return s.known && len(s.account.Allowed.Buckets) == 1
}
