// Package mirror finds out what has to be done to make one tree of files like
// another: a folder of this machine and a prefix of a bucket, either way round,
// or two prefixes. It is kept apart from the queue because it moves nothing: it
// reads two sorted listings side by side and yields actions, which package
// transfer then carries out like every other job.
//
// Both sides are read in byte order of their names, the order in which the
// service lists, a page and a directory at a time, so that the number of files
// does not matter. Three things are remembered: the names of the directories on
// the way down, the versions of the one name that is being looked at, and, to
// find what was renamed, at most HeldNames names of each side. What shall be
// removed is known early but told last, once the source was read to its end;
// until then it lies in a temporary file.
//
// Nothing is ever removed when the source could not be read completely.
package mirror
