import Diagnostics

/// One run over one topology.
package struct Compilation {}
