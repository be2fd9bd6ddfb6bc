package b2core

// Limits of the protocol, bytes.
const (
	maxFile  = 10_000_000_000_000
	maxPart  = 5_000_000_000
	maxParts = 10_000
	maxCopy  = 5_000_000_000 // of b2_copy_file
)

// How files are cut. One TCP stream carries little over a long line that loses
// packets, and what one stream was sending when the line broke is sent again, so
// files that are worth it go in parts well before the service asks for it. There
// should be enough parts to keep DefaultParts of them busy to the end.
const (
	DefaultParts = 8
	wantedParts  = 2 * DefaultParts
	cutAbove     = 20_000_000
	smallPart    = 5_000_000 // below, the round trip between parts weighs
	partAlign    = 64 << 10

	fallbackMinimum     = 5_000_000 // when the service names no usable sizes
	fallbackRecommended = 100_000_000
)

// planUpload cuts a file. It depends on nothing but the size and the account's
// numbers, so that the same file is cut the same way the next time. One part
// means a small upload. Numbers that cannot be true are replaced.
func planUpload(size int64, a Account) Plan {
	minimum, recommended := a.MinimumPartSize, a.RecommendedPartSize
	if minimum <= 0 || minimum > maxPart {
		minimum = fallbackMinimum
	}
	if recommended <= 0 {
		recommended = fallbackRecommended
	}
	recommended = min(max(recommended, minimum), maxPart)
	if size <= min(recommended, cutAbove) {
		return Plan{Size: size, PartSize: max(size, 1)}
	}
	part := max(ceilDiv(size, wantedParts), minimum, smallPart)
	if part > partAlign {
		part = ceilDiv(part, partAlign) * partAlign
	}
	part = min(part, recommended)
	part = max(part, min(ceilDiv(size, maxParts), maxPart))
	return Plan{Size: size, PartSize: part}
}

// Count is the number of parts; an empty file has one.
func (p Plan) Count() int {
	if p.PartSize <= 0 || p.Size <= p.PartSize {
		return 1
	}
	return int(ceilDiv(p.Size, p.PartSize))
}

// Part returns where part number n (from 1) lies.
func (p Plan) Part(n int) (off, size int64) {
	off = int64(n-1) * p.PartSize
	return off, min(p.PartSize, p.Size-off)
}

// sizes returns the sizes of all parts, in order.
func (p Plan) sizes() []int64 {
	out := make([]int64, p.Count())
	for i := range out {
		_, out[i] = p.Part(i + 1)
	}
	return out
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }
