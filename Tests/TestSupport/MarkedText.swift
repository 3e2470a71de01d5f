/// A topology example whose places are marked.
package enum MarkedText {}
