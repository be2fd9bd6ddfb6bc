// Matrix reads the stream of "go test -json" and prints which faults the tests
// prove the program against: one table, a row a fault, with the tests, their
// results and their figures.
//
//	go test -json ./... | go run ./ui/cli/matrix
//
// A test names the rows that it proves with t.Attr("fault", "N4"), and what it
// measured with t.Attr("figure", "duplicates: 0"); a figure belongs to the rows
// that the test named since its figure before. Rows that no test names are listed
// at the end. What failing tests printed comes before the table, and the exit code
// is 1 when any test failed.
package main
