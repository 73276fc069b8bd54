package enum HTTPMethod: UInt8, Sendable { case get, head, post, put, patch, delete, options, other }
package enum HTTPVersion: Sendable { case http10, http11 }
package struct HeadLimits: Sendable { package var head = 65536, line = 8192, fields = 100; package init() {} }
package enum KnownField: UInt8, Sendable { case host, authorization }
package struct HeadField: Sendable { package var name: Range<Int>; package var value: Range<Int>; package var known: KnownField? }
package enum BodyFraming: Equatable, Sendable { case none, length(Int), chunked }
package struct RequestHead: Sendable { package var method: HTTPMethod; package var fields: [HeadField]; package var framing: BodyFraming; package var keepAlive: Bool; package var expectsContinue: Bool; package var length: Int; package var version: HTTPVersion }
package enum RequestRejection: Error, Equatable { case badRequest(Int), uriTooLong, headTooLarge, versionNotSupported, methodNotAllowed
 package var status: Int { 400 } }
package struct RequestHeadParser: Sendable { package init(limits: HeadLimits) {}
 package mutating func parse(_ bytes: Span<UInt8>) throws(RequestRejection) -> RequestHead? { nil }
 package mutating func reset() {} }
package enum ChunkStep { case data(Range<Int>), needMore(consumed: Int), end(consumed: Int) }
package struct ChunkedBodyDecoder: Sendable { package init() {}
 package mutating func next(_ bytes: Span<UInt8>, from offset: Int) throws(RequestRejection) -> ChunkStep { .end(consumed: 0) } }
package struct ResponseLimits: Sendable { package static let upstream = ResponseLimits() }
package enum ResponseRejection: Error { case x }
package enum ResponseHeadStep { case more, interim, complete }
package struct ResponseHeadParser: Sendable { package init(limits: ResponseLimits) {}
  package mutating func receive(line: Span<UInt8>) throws(ResponseRejection) -> ResponseHeadStep { .more }
  package mutating func reset() {} }
