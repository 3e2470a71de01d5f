import Syntax

/// One topology of one environment as written.
package struct Topology {}
