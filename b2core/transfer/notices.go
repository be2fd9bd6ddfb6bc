package transfer

import "strings"

// notices is what Snapshot.Notice is made of: one text for each kind, so that
// a cap that a thousand files run into is told once.
type notices map[noticeKind]string

type noticeKind int

const (
	noticeAside noticeKind = iota
	noticeDamaged
	noticeMemory
	noticeUnwritable
	noticeLocked
	noticeHeld
	noticeBusy
	noticeAway
	noticeTimes
	noticeKinds
)

func (n notices) text() string {
	var lines []string
	for k := range noticeKinds {
		if s := n[k]; s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "; ")
}

func (m *Manager) notify(k noticeKind, text string) {
	m.mu.Lock()
	if m.notices == nil {
		m.notices = make(notices)
	}
	m.notices[k] = text
	m.mu.Unlock()
	m.tell()
}

// timeless tells of the first file that its disk gave no time; the others are
// like it.
func (m *Manager) timeless(file, why string) {
	m.mu.Lock()
	told := m.notices[noticeTimes] != ""
	m.mu.Unlock()
	if !told {
		m.notify(noticeTimes, file+": "+why)
	}
}

// remark tells something once.
func (m *Manager) remark(text string) {
	m.mu.Lock()
	m.remarked.Number++
	m.remarked.Text = text
	m.mu.Unlock()
	m.tell()
}

// withdraw takes a notice back whose cause is gone.
func (m *Manager) withdraw(k noticeKind) {
	m.mu.Lock()
	had := m.notices[k] != ""
	delete(m.notices, k)
	m.mu.Unlock()
	if had {
		m.tell()
	}
}

// DismissNotice clears Snapshot.Notice.
func (m *Manager) DismissNotice() {
	m.mu.Lock()
	clear(m.notices)
	m.mu.Unlock()
	m.tell()
}
