//go:build !crash

package transfer

// thorough has loops try everything instead of a sample.
const thorough = false
