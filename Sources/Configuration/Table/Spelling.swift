/// Finds the name that somebody meant.
package enum Spelling {
    /// The name that is fewest edits away, if they are few for its length; of dotted names also one that ends alike.
    package static func nearest(to word: String, among names: [String]) -> String? {
        // Longer than any name: comparing it would cost time and help nobody.
        guard word.utf8.count <= 64 else { return nil }
        let word = word.lowercased()
        let scored = names.map { (name: $0, distance: distance(Array(word.utf8), Array($0.lowercased().utf8))) }
        if let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, word.utf8.count / 4) {
            return best.name
        }
        let last = word.split(separator: ".").last
        let alike = names.filter { $0.contains(".") && $0.split(separator: ".").last == last }
        return alike.count == 1 ? alike[0] : nil
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two texts.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                let isSwap = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { best = min(best, beforeLast[column - 1] + 1) }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
