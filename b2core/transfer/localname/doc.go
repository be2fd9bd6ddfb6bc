// Package localname says which names of a bucket a disk of this machine can
// hold, and which two of them it would take for one.
//
// A bucket tells any two names apart and knows no folders. A disk does not: it
// has names that it reserves, a name is a file or a folder and not both, and
// many take capital and small letters, or two ways to write an accent, for the
// same. The rule of this program is to refuse what does not fit, with the reason
// and before a byte moves, rather than to rename it: what is on the disk has the
// very name that it has in the bucket. Whoever wants such a file downloads it by
// itself and gives it a name.
package localname
