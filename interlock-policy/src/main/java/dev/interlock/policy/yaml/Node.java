package dev.interlock.policy.yaml;

import java.util.List;
import java.util.Optional;

/** A node of a YAML file that knows its place. Immutable. */
public sealed interface Node {

    Place place();

    /** The kind of the node, for messages. */
    String kind();

    /** A mapping with text keys, in the order of the file; keys are unique. */
    record Mapping(List<Entry> entries, Place place) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<Node> get(String key) {
            return entry(key).map(Entry::value);
        }

        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().value().equals(key)).findFirst();
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    record Entry(Scalar key, Node value) {}

    record Sequence(List<Node> items, Place place) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A scalar.
     *
     * @param value its text, unescaped
     * @param type the type as which a plain scalar is read; a quoted one is always text
     * @param raw the characters of the source that it was read from, quotes and escapes included
     */
    record Scalar(String value, ScalarType type, Place place, String raw) implements Node {

        public boolean isNull() {
            return type == ScalarType.NULL;
        }

        public boolean isRefused() {
            return type == ScalarType.REFUSED;
        }

        /** The place of the code point at an offset into {@link #value}. */
        public Place placeAt(int offset) {
            return ScalarOffsets.place(this, offset);
        }

        @Override
        public String kind() {
            return switch (type) {
                case TEXT -> "text";
                case INTEGER, DECIMAL -> "a number";
                case BOOLEAN -> "true or false";
                case NULL -> "empty";
                case REFUSED -> "refused";
            };
        }
    }

    /** The type of a scalar by YAML's core schema. */
    enum ScalarType {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL,
        /** A scalar that cannot be used, and whose problem is reported already. */
        REFUSED
    }
}
