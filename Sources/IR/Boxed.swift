/// A value of many properties that is copied often: they are the one element of an array, so that a copy takes one
/// reference, and a change of one copies them first. Every property of `Fields` is one of the value.
///
/// Public, because only what is public is compiled into its callers: there a key path is nothing but the place of the
/// property.
@dynamicMemberLookup
public protocol Boxed<Fields> {
  associatedtype Fields
  var box: Box<Fields> { get set }
}

/// One element.
public struct Box<Fields> {
  @usableFromInline var element: [Fields]

  /// A box of its own for each value that is made; copies of it share theirs until one changes.
  @inlinable public init(_ fields: Fields) { element = [fields] }
}

extension Box: Sendable where Fields: Sendable {}
extension Box: Equatable where Fields: Equatable {}
extension Box: Hashable where Fields: Hashable {}

// Through a pointer, a read takes the one property; an element that is read from an array is copied as a whole first.
extension Boxed {
  /// A property that does not change.
  @inlinable public subscript<Value>(dynamicMember property: KeyPath<Fields, Value>) -> Value {
    box.element.withUnsafeBufferPointer { $0[0][keyPath: property] }
  }

  /// A property, which is changed in place where no copy shares the box.
  @inlinable public subscript<Value>(dynamicMember property: WritableKeyPath<Fields, Value>) -> Value {
    get { box.element.withUnsafeBufferPointer { $0[0][keyPath: property] } }
    _modify { yield &box.element[0][keyPath: property] }
  }
}
