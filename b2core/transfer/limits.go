package transfer

// The defaults of Limits. Ten parts fill most lines and stay far from the
// service's limits; more files than that at once only help small ones, which
// the slots let go in greater numbers anyway.
const (
	DefaultFilesAtOnce = 8
	DefaultPartsAtOnce = 10
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
// rates mean unlimited. A smaller number of files or parts takes effect as
// those under way end. With a timetable they hold until its next change.
func (m *Manager) SetLimits(l Limits) {
	m.mu.Lock()
	m.times.force.Overridden = len(m.times.rules) > 0
	m.mu.Unlock()
	m.enforce(l.orDefaults())
}

// enforce brings ceilings into force.
func (m *Manager) enforce(l Limits) {
	m.mu.Lock()
	m.limits = l
	m.mu.Unlock()
	m.slots.resize(l.PartsAtOnce)
	m.up.set(l.UpRate)
	m.down.set(l.DownRate)
	m.poke()
	m.tell()
}

// Limits returns the ceilings in force.
func (m *Manager) Limits() Limits {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.limits
}
