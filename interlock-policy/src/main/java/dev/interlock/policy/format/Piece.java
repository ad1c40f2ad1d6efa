package dev.interlock.policy.format;

import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a file as it is laid out. Offsets are in code points; a column counts from 0. */
sealed interface Piece {

    int start();

    int end();

    /**
     * A scalar.
     *
     * @param value its text, unescaped
     * @param raw the characters of the source that it was read from
     */
    record Leaf(String value, Node.ScalarType type, Style style, String raw, int start, int end) implements Piece {

        boolean isText() {
            return type == Node.ScalarType.TEXT;
        }

        boolean isBlock() {
            return style == Style.BLOCK;
        }

        boolean isMultiline() {
            return raw.indexOf('\n') >= 0;
        }
    }

    /** The way in which a scalar is written: {@code |} and {@code >} are blocks. */
    enum Style {
        PLAIN,
        QUOTED,
        BLOCK
    }

    /** A mapping or a list. Filled while a file is read, and left alone afterwards. */
    final class Branch implements Piece {
        final boolean mapping;
        final boolean flow;
        final int start;
        final int column;
        final List<Part> parts = new ArrayList<>();
        /** Comments after the last part; an empty one is a blank line. */
        final List<String> tail = new ArrayList<>();

        int end;

        Branch(boolean mapping, boolean flow, int start, int column) {
            this.mapping = mapping;
            this.flow = flow;
            this.start = start;
            this.column = column;
            this.end = start;
        }

        @Override
        public int start() {
            return start;
        }

        @Override
        public int end() {
            return end;
        }

        List<String> keys() {
            List<String> out = new ArrayList<>();
            for (Part part : parts) {
                if (part.key != null) {
                    out.add(part.key.value());
                }
            }
            return out;
        }

        /** Returns whether it has comments, which need lines of their own. */
        boolean hasComments() {
            return !tail.isEmpty() || parts.stream().anyMatch(Part::hasComments);
        }
    }

    /** An entry of a mapping or an item of a list, with its comments. */
    final class Part {
        final @Nullable Leaf key;
        final Piece value;
        final int start;
        /** Comments on the lines above; an empty one is a blank line. */
        final List<String> above = new ArrayList<>();

        String beside = "";

        Part(@Nullable Leaf key, Piece value, int start) {
            this.key = key;
            this.value = value;
            this.start = start;
        }

        private boolean hasComments() {
            return !beside.isEmpty()
                    || above.stream().anyMatch(a -> !a.isEmpty())
                    || (value instanceof Branch branch && branch.hasComments());
        }
    }
}
