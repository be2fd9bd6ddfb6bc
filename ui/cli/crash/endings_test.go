//go:build linux

package crash

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"b2tui/model/ptytest"
)

// ending is a way in which the screen ends while a transfer runs.
type ending struct {
	fault  string
	name   string
	end    func(*ptytest.Terminal)
	deaf   bool // SIGHUP is ignored, as under nohup
	code   int
	within time.Duration
	gone   bool // there is no terminal left to give back
}

func endings() []ending {
	const patience = 2 * time.Second
	signal := func(s syscall.Signal) ending {
		return ending{
			fault: "P4", name: s.String(), code: 128 + int(s), within: patience,
			end: func(tm *ptytest.Terminal) { tm.Signal(s) },
		}
	}
	return []ending{
		signal(syscall.SIGTERM), signal(syscall.SIGINT), signal(syscall.SIGHUP), signal(syscall.SIGQUIT),
		{fault: "P5", name: "line dropped", end: (*ptytest.Terminal).Hangup, code: 128 + int(syscall.SIGHUP), within: patience, gone: true},
		{fault: "P6", name: "line dropped, SIGHUP ignored", end: (*ptytest.Terminal).Hangup, deaf: true, code: 128 + int(syscall.SIGHUP), within: 5 * time.Second, gone: true},
		{fault: "P16", name: "left with q", within: patience, end: func(tm *ptytest.Terminal) {
			tm.Send("q")
			tm.WaitFor(`Quit while transfers run\?`)
			tm.Send("\r")
		}},
	}
}

// TestScreenEnds ends the screen in every way that leaves it time to act, while
// it uploads: it is gone in time, the terminal is as it was, and what was
// uploading goes on in the next process.
func TestScreenEnds(t *testing.T) {
	for _, e := range endings() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			t.Attr("fault", e.fault)
			s := newService(t)
			w := newWorld(t, s, "round", largeUp, 3)
			inPart := hold{call: "b2_upload_part", match: part(3), at: within, bytes: partSize / 2}
			w.killAt(stage{hold: inPart}, w.put().Args[1:]) // so that there is something to go on with
			reached, release := s.gate.set(inPart)
			config := ptytest.Config{
				Program: os.Getenv(programVariable), Args: []string{"b2://" + bucket}, Dir: w.home,
				Env: w.command().Env, Cols: 100, Rows: 30,
			}
			if e.deaf {
				config.Program, config.Args = "/bin/sh", []string{"-c", `trap "" HUP; exec "$0" "$@"`, config.Program, config.Args[0]}
			}
			tm := ptytest.Start(t, config)
			<-reached
			tm.WaitFor(`1 running`)
			asked := time.Now()
			e.end(tm)
			code := tm.Exit()
			took := time.Since(asked)
			release()
			if code != e.code {
				t.Errorf("exit code %d, want %d", code, e.code)
			}
			if took > e.within+time.Second { // a second for a busy machine
				t.Errorf("it took %v", took)
			}
			if !e.gone && !tm.Restored() {
				t.Error("the terminal is not as it was")
			}
			if err := w.goOn(); err != nil {
				t.Error(err)
			}
			if r := w.stored(); r != (result{}) {
				t.Errorf("%+v", r)
			}
			figure := fmt.Sprintf("ended in %d ms, lost 0", took.Milliseconds())
			t.Attr("figure", figure)
			t.Log(figure)
		})
	}
}
