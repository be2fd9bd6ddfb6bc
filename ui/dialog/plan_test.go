package dialog

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

func TestPlanScrollsItsRowsOnly(t *testing.T) {
	kit, clock := newKit(true, false)
	d := NewPlan(kit, planSpec(60))
	clock.now = clock.now.Add(time.Second)
	frame := func() string { return ansi.Strip(d.Render(80, 24)) }
	for _, step := range []struct{ key, shows string }{
		{"", "IMG_0000"}, {"down", "IMG_0004"}, {"G", "and 940 more"}, {"g", "IMG_0000"},
	} {
		if step.key != "" {
			if answer, _ := d.Update(press(step.key)); answer != nil {
				t.Fatalf("%s: %v", step.key, answer)
			}
		}
		f := frame()
		for _, want := range []string{step.shows, "Unchanged", "cannot be undone", "Sync ]", "of 61"} {
			if !strings.Contains(f, want) {
				t.Errorf("after %q there is no %q:\n%s", step.key, want, f)
			}
		}
	}
	if answer, _ := d.Update(press("enter")); answer != (Cancelled{}) {
		t.Errorf("enter on a dangerous plan: %v", answer)
	}
	d.Update(press("tab"))
	if answer, _ := d.Update(press("enter")); answer != (Confirmed{}) {
		t.Errorf("enter on the verb: %v", answer)
	}
}

func TestPlanIgnoresKeysThatWereMeantForWhatStoodThere(t *testing.T) {
	kit, clock := newKit(true, false)
	spec := planSpec(5)
	spec.Danger = false
	d := NewPlan(kit, spec)
	if answer, _ := d.Update(press("enter")); answer != nil {
		t.Errorf("at once: %v", answer)
	}
	clock.now = clock.now.Add(time.Second)
	if answer, _ := d.Update(press("enter")); answer != (Confirmed{}) {
		t.Errorf("later: %v", answer)
	}
}

func TestPlanWithNothingToDoOnlyCloses(t *testing.T) {
	kit, clock := newKit(true, false)
	d := NewPlan(kit, PlanSpec{Title: "Sync"})
	clock.now = clock.now.Add(time.Second)
	d.Update(press("tab"))
	if answer, _ := d.Update(press("enter")); answer != (Cancelled{}) {
		t.Errorf("%v", answer)
	}
}
