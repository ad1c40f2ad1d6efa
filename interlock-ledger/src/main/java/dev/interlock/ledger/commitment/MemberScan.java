package dev.interlock.ledger.commitment;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Looks for one member of a JSON object in its canonical bytes without reading the others: members stand in the order of their names, so
 * that the search ends early. Used once. What is no such object has no members.
 */
final class MemberScan {
    private final byte[] json;
    private int at;

    MemberScan(byte[] json) {
        this.json = json;
    }

    /** The text of the member of this name; empty if there is none, or it is no text without escapes. */
    Optional<String> text(String name) {
        if (next() != '{') {
            return Optional.empty();
        }
        do {
            Optional<String> member = string();
            if (member.isEmpty() || next() != ':' || member.get().compareTo(name) > 0) {
                return Optional.empty();
            }
            if (member.get().equals(name)) {
                return string();
            }
        } while (skipValue());
        return Optional.empty();
    }

    private int next() {
        return at < json.length ? json[at++] : -1;
    }

    private Optional<String> string() {
        if (next() != '"') {
            return Optional.empty();
        }
        int start = at;
        while (at < json.length && json[at] != '"') {
            if (json[at++] == '\\') {
                return Optional.empty();
            }
        }
        return at < json.length
                ? Optional.of(new String(json, start, at++ - start, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Passes over a value and the comma after it. Returns whether there was one. */
    private boolean skipValue() {
        int depth = 0;
        boolean quoted = false;
        while (at < json.length) {
            byte c = json[at++];
            if (quoted) {
                if (c == '\\') {
                    at++;
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> quoted = true;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth-- == 0) {
                        return false;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return true;
                    }
                }
                default -> {} // part of a number or a word
            }
        }
        return false;
    }
}
