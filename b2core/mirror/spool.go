package mirror

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
)

// spool keeps actions for later, in memory as long as they are few, then in a
// temporary file. It is written to its end and then read, any number of times.
type spool struct {
	first []Action
	n     int
	file  *os.File
	named bool // the file has to be removed; elsewhere it is gone when it is closed
	buf   *bufio.Writer
	enc   *gob.Encoder
}

// inMemory is how many actions a spool holds without a file.
const inMemory = 4096

func (s *spool) add(a Action) error {
	s.n++
	if len(s.first) < inMemory {
		s.first = append(s.first, a)
		return nil
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "b2tui-plan-*")
		if err != nil {
			return fmt.Errorf("keep the plan: %w", err)
		}
		s.file, s.buf = f, bufio.NewWriter(f)
		s.named = os.Remove(f.Name()) != nil // Windows removes no open file
		s.enc = gob.NewEncoder(s.buf)
	}
	if err := s.enc.Encode(a); err != nil {
		return fmt.Errorf("keep the plan: %w", err)
	}
	return nil
}

// each hands out the actions in their order.
func (s *spool) each(yield func(Action) error) error {
	for _, a := range s.first {
		if err := yield(a); err != nil {
			return err
		}
	}
	if s.file == nil {
		return nil
	}
	if err := s.buf.Flush(); err != nil {
		return fmt.Errorf("keep the plan: %w", err)
	}
	dec := gob.NewDecoder(bufio.NewReader(io.NewSectionReader(s.file, 0, 1<<62)))
	for range s.n - len(s.first) {
		var a Action
		if err := dec.Decode(&a); err != nil {
			return fmt.Errorf("read the plan back: %w", err)
		}
		if err := yield(a); err != nil {
			return err
		}
	}
	return nil
}

// drop forgets everything.
func (s *spool) drop() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	*s = spool{}
	return err
}
