// Package cli is the command line: flags, credentials, the subcommands that
// work without a screen, and the wiring of --demo. It shares the engine with
// the screen but knows nothing of it: Main hands a Session to the function that
// runs it.
//
// A subcommand writes its result to standard output and everything else to
// standard error. It ends with one of these codes:
//
//	0    done
//	1    failed
//	2    wrong usage
//	3    not authorised
//	4    not found
//	5    some items failed
//	130  interrupted (128 plus the signal's number)
package cli
