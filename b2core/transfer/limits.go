package transfer

// The defaults of Limits. Ten parts, with which a queue starts, fill most lines
// and stay far from the service's limits; twice as many go where that carries
// more. More files than that at once only help small ones, which the slots let go
// in greater numbers anyway.
const (
	DefaultFilesAtOnce = 8
	DefaultPartsAtOnce = 20
	startParts         = 10
)

func (l Limits) orDefaults() Limits {
	if l.FilesAtOnce <= 0 {
		l.FilesAtOnce = DefaultFilesAtOnce
	}
	if l.PartsAtOnce <= 0 {
		l.PartsAtOnce = DefaultPartsAtOnce
	}
	l.UpRate, l.DownRate = max(0, l.UpRate), max(0, l.DownRate)
	return l
}

// SetLimits changes the ceilings at once; zero counts take the defaults, zero
// rates mean unlimited. Files and parts under way that are over a smaller number
// stand still until others have ended. With a timetable they hold until its next
// change.
func (m *Manager) SetLimits(l Limits) {
	m.mu.Lock()
	m.times.force.Overridden = len(m.times.rules) > 0
	m.mu.Unlock()
	m.enforce(l.orDefaults())
}

// enforce brings ceilings into force.
func (m *Manager) enforce(l Limits) {
	m.mu.Lock()
	if l.PartsAtOnce != m.limits.PartsAtOnce {
		m.adapter.bound(m.limits.PartsAtOnce, l.PartsAtOnce)
		m.slots.resize(l.PartsAtOnce)
	}
	m.limits = l
	m.feed()
	m.line()
	m.mu.Unlock()
	m.up.SetRate(l.UpRate)
	m.down.SetRate(l.DownRate)
	m.poke()
	m.tell()
}

// Limits returns the ceilings in force.
func (m *Manager) Limits() Limits {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.limits
}

// line makes the large files that are over the number of files at once stand
// still, those that started last; m.mu is held.
func (m *Manager) line() {
	files := 0
	for _, r := range m.order {
		if !r.row.small() {
			files++
			r.share.stand(files > m.limits.FilesAtOnce)
		}
	}
}
