import Secrets

extension ValueKind<[DeclaredKey]> {
    /// OpenRouter's keys: a text or a map each.
    ///
    /// A key is named by its position, never by its text; one that cannot work is left out rather than tried, since
    /// every try with it would cost a client a request.
    static let openRouterKeys = ValueKind(
        advice: "give keys that begin with sk-or-, each as text or as {key, label}",
        read: { node, reading in
            let items = node.items
            var keys: [DeclaredKey] = []
            for item in items {
                let reader = OpenRouterKeyReader(position: item.position, node: item.node)
                if let key = reader.read(&reading) { keys.append(key) }
            }
            // A list of nothing but placeholders does not take away the keys of the layers below.
            return keys.isEmpty && !items.isEmpty ? nil : keys.joinedBySecret
        },
        show: { keys in
            let shown = keys.map { key in key.label.map { "\($0) (\(key.secret))" } ?? "\(key.secret)" }
            return "[\(shown.joined(separator: ", "))]"
        }
    )
}

/// Reads one entry of a list of OpenRouter keys.
struct OpenRouterKeyReader {
    var position: Int
    var node: Node

    /// The fields of an entry that is a map, and whether this build heeds them.
    private static let fields = ["key": true, "label": true, "account": false, "weight": false, "limits": false]

    func read(_ reading: inout Reading) -> DeclaredKey? {
        switch node.content {
        case .scalar(let text): key(text, label: nil, &reading)
        case .mapping(let entries): map(entries, &reading)
        case .null, .sequence:
            refuse(node, "\(node.shown) is not a key; give a text or {key, label}", &reading)
        }
    }

    private func map(_ entries: [Node.Entry], _ reading: inout Reading) -> DeclaredKey? {
        for entry in entries { check(entry, &reading) }
        guard case .scalar(let text)? = entries.first(where: { $0.name == "key" })?.value.content else {
            return refuse(node, "has no key; give {key: sk-or-…}", &reading)
        }
        var label: String?
        if let value = entries.first(where: { $0.name == "label" })?.value, !value.isNull {
            label = ValueKind<String?>.line("a label").read(value, &reading) ?? nil
        }
        return key(text, label: label, &reading)
    }

    private func check(_ entry: Node.Entry, _ reading: inout Reading) {
        let place = Node(.null, line: entry.line)
        switch Self.fields[entry.name] {
        case true?: break
        case false?: reading.objectTo(place, part: "\(part).\(entry.name)", Setting.notYet)
        case nil:
            // A name may be a key that slipped: it is shown only where it resembles a name of ours.
            let nearest = Spelling.nearest(to: entry.name, among: Self.fields.keys.sorted())
            let hint =
                nearest.map { "did you mean \($0)?" }
                ?? "known are \(Self.fields.keys.sorted().joined(separator: ", "))"
            reading.objectTo(place, part: part, "has an unknown name; \(hint)")
        }
    }

    private func key(_ text: String, label: String?, _ reading: inout Reading) -> DeclaredKey? {
        let text = text.trimmed
        if Placeholder.isKey(text) {
            reading.warn(node, part: part, "is a placeholder, not a key; it is skipped")
            return nil
        }
        guard text.hasPrefix("sk-or-") else {
            return refuse(node, "is not an OpenRouter key, which begins with sk-or-", &reading)
        }
        guard text.isFitForKey else {
            return refuse(node, "holds spaces or characters that no key has", &reading)
        }
        return DeclaredKey(secret: APIKeySecret(text), label: label, declaredAt: reading.origin(of: node))
    }

    private var part: String { "[\(position)]" }

    private func refuse(_ node: Node, _ message: String, _ reading: inout Reading) -> DeclaredKey? {
        reading.objectTo(node, part: part, reading.isTolerant ? "\(message); it is skipped" : message)
        return nil
    }
}
