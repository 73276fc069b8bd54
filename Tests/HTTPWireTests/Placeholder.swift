import Testing
@testable import HTTPWire
@Test func `the wire compiles`() {}
