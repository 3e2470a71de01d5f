package import JSON
import Model

/// Files of this repository that are made from the code.
package enum GeneratedFiles {
  package static let topologySchema: JSONValue = Topology.shape.schema
  package static let irSchema: JSONValue = .object([:])
}
