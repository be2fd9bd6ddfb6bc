package views

import "slices"

// marks is a set of entries by their index in a listing.
type marks struct {
	bits  []uint64
	count int
}

func (m *marks) has(i int32) bool {
	w := int(i) / 64
	return w < len(m.bits) && m.bits[w]&(1<<(uint(i)%64)) != 0
}

func (m *marks) set(i int32, on bool) {
	if m.has(i) == on {
		return
	}
	w := int(i) / 64
	if w >= len(m.bits) {
		m.bits = append(m.bits, make([]uint64, w+1-len(m.bits))...)
	}
	m.bits[w] ^= 1 << (uint(i) % 64)
	if on {
		m.count++
	} else {
		m.count--
	}
}

func (m *marks) clone() marks { return marks{slices.Clone(m.bits), m.count} }
