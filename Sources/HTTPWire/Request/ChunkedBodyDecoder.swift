// A chunked body, byte by byte. https://www.rfc-editor.org/rfc/rfc9112#section-7.1
//
//   size ─ ; ─▶ extension ─┐
//     │ CR                 │ CR
//     ▼                    ▼
//   sizeLineFeed ──▶ data ──▶ dataReturn ──▶ dataLineFeed ──▶ size
//     │ size 0
//     ▼
//   trailerStart ─ name ─▶ trailerValue ─ CR ─▶ trailerLineFeed ──▶ trailerStart
//     │ CR
//     ▼
//   lastLineFeed ──▶ ended

/// Takes the chunks off a request's body; nothing needs to be kept for it between two calls.
package struct ChunkedBodyDecoder: Sendable {
    /// Bytes of extensions that a whole body may have.
    static let extensionLimit = 1024
    /// Bytes of the trailer section, which is checked and dropped.
    static let trailerLimit = 8192

    private var state = State.size
    /// Of the chunk at hand: first its size as far as read, then what is missing of its data.
    private var remaining: UInt64 = 0
    private var digits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0

    private enum State {
        case size, extensionName, extensionNameRest, extensionValue, extensionToken, extensionQuoted, extensionEscape
        case extensionQuoteEnd, sizeLineFeed
        case data, dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, lastLineFeed, ended
    }

    /// A decoder for a body of which nothing has come.
    package init() {}

    /// What begins at `offset` of `bytes`.
    package mutating func next(
        _ bytes: Span<UInt8>,
        from offset: Int
    ) throws(RequestRejection) -> ChunkStep {
        var offset = offset
        while offset < bytes.count, state != .ended {
            if state == .data {
                let length = min(remaining, UInt64(bytes.count &- offset))
                remaining &-= length
                if remaining == 0 { state = .dataReturn }
                return .data(offset..<offset &+ Int(length))
            }
            state = try step(bytes[offset])
            offset &+= 1
        }
        return state == .ended ? .end(consumed: offset) : .needMore(consumed: offset)
    }

    /// The state after `byte`, which is no data.
    private mutating func step(_ byte: UInt8) throws(RequestRejection) -> State {
        switch state {
        case .size: try size(byte)
        case .extensionName, .extensionNameRest, .extensionValue, .extensionToken, .extensionQuoted, .extensionEscape,
            .extensionQuoteEnd:
            try extensions(byte)
        case .sizeLineFeed: try sizeLineFeed(byte)
        case .dataReturn: try expect(.carriageReturn, byte, .dataLineFeed)
        case .dataLineFeed: try expect(.lineFeed, byte, .size)
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed: try trailer(byte)
        case .data, .ended: state
        }
    }

    private func expect(_ wanted: UInt8, _ byte: UInt8, _ next: State) throws(RequestRejection) -> State {
        guard byte == wanted else { throw .badRequest(.chunkEnd) }
        return next
    }
}

// MARK: - The line before the data

extension ChunkedBodyDecoder {
    private mutating func size(_ byte: UInt8) throws(RequestRejection) -> State {
        if let digit = byte.hexadecimalValue {
            digits &+= 1
            guard digits <= 16 else { throw .badRequest(.chunkSize) }
            remaining = remaining &<< 4 | UInt64(digit)
            return .size
        }
        guard digits > 0, remaining <= UInt64(Int.max) else { throw .badRequest(.chunkSize) }
        switch byte {
        case .carriageReturn: return .sizeLineFeed
        case UInt8(ascii: ";"): return try countedExtension(.extensionName)
        case .lineFeed: throw .badRequest(.field(.bareLineFeed))
        default: throw .badRequest(.chunkSize)
        }
    }

    private mutating func sizeLineFeed(_ byte: UInt8) throws(RequestRejection) -> State {
        guard byte == .lineFeed else { throw .badRequest(.field(.bareCarriageReturn)) }
        digits = 0
        return remaining == 0 ? .trailerStart : .data
    }

    /// https://www.rfc-editor.org/rfc/rfc9112#section-7.1.1, without its "bad" whitespace.
    private mutating func extensions(_ byte: UInt8) throws(RequestRejection) -> State {
        switch (state, byte) {
        case (.extensionQuoted, UInt8(ascii: "\"")): return try countedExtension(.extensionQuoteEnd)
        case (.extensionQuoted, UInt8(ascii: "\\")): return try countedExtension(.extensionEscape)
        case (.extensionQuoted, _), (.extensionEscape, _):
            guard !byte.isControl || byte == .tab else { throw .badRequest(.chunkExtension) }
            return try countedExtension(.extensionQuoted)
        case (.extensionValue, UInt8(ascii: "\"")): return try countedExtension(.extensionQuoted)
        case (.extensionNameRest, UInt8(ascii: "=")): return try countedExtension(.extensionValue)
        case (.extensionName, _) where byte.isToken, (.extensionNameRest, _) where byte.isToken:
            return try countedExtension(.extensionNameRest)
        case (.extensionValue, _) where byte.isToken, (.extensionToken, _) where byte.isToken:
            return try countedExtension(.extensionToken)
        case (.extensionName, _), (.extensionValue, _): throw .badRequest(.chunkExtension)
        case (_, UInt8(ascii: ";")): return try countedExtension(.extensionName)
        case (_, .carriageReturn): return .sizeLineFeed
        case (_, .lineFeed): throw .badRequest(.field(.bareLineFeed))
        default: throw .badRequest(.chunkExtension)
        }
    }

    private mutating func countedExtension(_ next: State) throws(RequestRejection) -> State {
        extensionBytes &+= 1
        guard extensionBytes <= Self.extensionLimit else { throw .badRequest(.chunkExtension) }
        return next
    }
}

// MARK: - The trailer section

extension ChunkedBodyDecoder {
    /// Trailers are checked like fields and then dropped: nothing of ours needs one, and merging them into the head is
    /// how `Authorization` gets smuggled. https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1
    private mutating func trailer(_ byte: UInt8) throws(RequestRejection) -> State {
        trailerBytes &+= 1
        guard trailerBytes <= Self.trailerLimit else { throw .headTooLarge }
        switch state {
        case .trailerStart: return try trailerStart(byte)
        case .trailerName: return try trailerName(byte)
        case .trailerValue: return try trailerValue(byte)
        case .trailerLineFeed:
            guard byte == .lineFeed else { throw .badRequest(.field(.bareCarriageReturn)) }
            return .trailerStart
        default:
            guard byte == .lineFeed else { throw .badRequest(.field(.bareCarriageReturn)) }
            return .ended
        }
    }

    private func trailerStart(_ byte: UInt8) throws(RequestRejection) -> State {
        switch byte {
        case .carriageReturn: return .lastLineFeed
        case .space, .tab: throw .badRequest(.field(.leadingSpace))
        case UInt8(ascii: ":"): throw .badRequest(.field(.emptyName))
        default: return try trailerName(byte)
        }
    }

    private func trailerName(_ byte: UInt8) throws(RequestRejection) -> State {
        switch byte {
        case UInt8(ascii: ":"): return .trailerValue
        case .space, .tab: throw .badRequest(.field(.spaceBeforeColon))
        case .carriageReturn: throw .badRequest(.field(.missingColon))
        case .lineFeed: throw .badRequest(.field(.bareLineFeed))
        default:
            guard byte.isToken else { throw .badRequest(.field(.badName)) }
            return .trailerName
        }
    }

    private func trailerValue(_ byte: UInt8) throws(RequestRejection) -> State {
        switch byte {
        case .carriageReturn: return .trailerLineFeed
        case .lineFeed: throw .badRequest(.field(.bareLineFeed))
        case 0: throw .badRequest(.field(.nul))
        default:
            guard !byte.isControl || byte == .tab else { throw .badRequest(.field(.control)) }
            return .trailerValue
        }
    }
}
