package model

import tea "charm.land/bubbletea/v2"

// stops has nothing to watch here.
type stops struct{}

func newStops(func(tea.Msg)) (*stops, func()) { return nil, func() {} }

func (s *stops) resumed() {}
func (s *stops) letStop() {}
