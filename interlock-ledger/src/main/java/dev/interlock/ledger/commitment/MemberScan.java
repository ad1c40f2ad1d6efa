package dev.interlock.ledger.commitment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
        byte[] searched = name.getBytes(StandardCharsets.UTF_8);
        do {
            int start = at + 1;
            if (!skipString()) {
                return Optional.empty();
            }
            int order = Arrays.compareUnsigned(json, start, at - 1, searched, 0, searched.length);
            if (next() != ':' || order > 0) {
                return Optional.empty();
            }
            if (order == 0) {
                int value = at + 1;
                return skipString()
                        ? Optional.of(new String(json, value, at - 1 - value, StandardCharsets.UTF_8))
                        : Optional.empty();
            }
        } while (skipValue());
        return Optional.empty();
    }

    private int next() {
        return at < json.length ? json[at++] : -1;
    }

    /** Passes over a string. Returns whether there was one, without escapes. */
    private boolean skipString() {
        if (next() != '"') {
            return false;
        }
        while (at < json.length && json[at] != '"') {
            if (json[at++] == '\\') {
                return false;
            }
        }
        return at++ < json.length;
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
