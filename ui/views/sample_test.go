package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

var testNow = time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)

func testKit(dark, ascii bool) *ui.Kit {
	return ui.NewKit(ui.NewTheme(dark, ascii), func() time.Time { return testNow })
}

// sampleRows are believable entries, some hostile or wide.
func sampleRows() []Row {
	at := func(days int) int64 { return testNow.AddDate(0, 0, -days).UnixMilli() }
	return []Row{
		{Name: "raw", Kind: KindFolder, Size: -1, ModMilli: at(3)},
		{Name: "IMG_0412.dng", ID: "4_z1_f2_d20261122_u1", Size: 38_100_000, ModMilli: at(1)},
		{Name: "IMG_0413.dng", ID: "4_z1_f3_d20261122_u2", Size: 38_400_000, ModMilli: at(0)},
		{Name: "a-very-long-name-of-a-backup-2026-11-20T03-15-00Z-part-0042-of-0100.tar.gz", Size: 1_234_567_890_123, ModMilli: at(400), Versions: 3},
		{Name: "日本語のファイル名.txt", Size: 12, ModMilli: at(20)},
		{Name: "evil\x1b[31m\x07\u202etxt.exe", Size: 999, ModMilli: at(90), Versions: 1200},
		{Name: "bad\xff\xfeutf8 👍🏽 🇩🇪 e\u0301\u0301\u0301\u0301\u0301", Size: 0},
		{Name: "gone.txt", Size: 5, ModMilli: at(2), Hidden: true},
		{Name: "link", Kind: KindLink, Size: 9, ModMilli: at(2)},
		{Name: ".bzEmpty", Kind: KindPlaceholder, ModMilli: at(2)},
		{Name: "upload.bin", Kind: KindPlaceholder, Size: 5_000_000, ModMilli: at(2)},
		{Name: "sda", Kind: KindSpecial, Size: -1, ModMilli: at(2)},
	}
}

func press(k string) tea.KeyPressMsg {
	switch k {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	}
	r := []rune(k)[0]
	return tea.KeyPressMsg{Code: r, Text: k}
}

func TestLook(t *testing.T) {
	kit := testKit(true, false)
	p := NewFilePane(kit)
	p.SetPlace(Place{Path: "/home/ann/exports", Home: "/home/ann"})
	p.SetPage(sampleRows(), true)
	p.Render(50, 18, true)
	for _, k := range []string{"down", "down", "space", "space"} {
		p.Update(press(k))
	}
	q := NewFilePane(kit)
	q.SetPlace(Place{Remote: true, BucketID: "x", Bucket: "photos", Path: "2026/11/"})
	q.SetError(&Problem{Title: "cannot list photos/2026/11", Detail: "the bucket service did not answer within 30 s, three times", Hint: "check the network, then try again"})
	fmt.Println(ui.Beside(p.Render(60, 18, true), q.Render(60, 18, false)))
	p.Update(press("/"))
	p.Update(press("m"))
	fmt.Println(p.Render(40, 8, true))
	fmt.Println(strings.ReplaceAll(p.Render(25, 8, true), " ", "."))
	for w := range 20 { for h := range 8 { p.Render(w, h, true) } }
}
