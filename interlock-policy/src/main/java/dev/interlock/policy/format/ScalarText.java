package dev.interlock.policy.format;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes scalars on one line: plain if that is safe, else in quotes. */
final class ScalarText {

    /** The surroundings of a scalar, which decide whether it is safe to write it plain. */
    enum Where {
        KEY,
        BLOCK,
        FLOW
    }

    /** The words and numbers of YAML 1.1 and of other readers: in quotes they stay in quotes. */
    private static final Pattern AMBIGUOUS = Pattern.compile("(?i)y|n|yes|no|on|off|=|<<"
            + "|[-+]?0[xob]?[0-9a-f_]+|[-+]?[0-9][0-9_,]*(\\.[0-9_]*)?(e[-+]?[0-9]+)?|[-+]?\\.(inf|nan)"
            + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*");

    /** The texts that are safe if they are read as text, so that no line has to be parsed to see. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*( [A-Za-z0-9._/-]+)*");

    private ScalarText() {}

    /** @param code an expression of another language, which is always quoted */
    static String of(Piece.Leaf leaf, Where where, boolean code) {
        if (leaf.type() == Node.ScalarType.NULL) {
            return leaf.raw().isEmpty() && where == Where.FLOW ? "null" : leaf.raw();
        }
        if (!leaf.isText()) {
            return leaf.raw();
        }
        boolean quoted = leaf.style() != Piece.Style.PLAIN;
        boolean keep = code || (quoted && AMBIGUOUS.matcher(leaf.value()).matches());
        return !keep && isSafe(leaf.value(), where) ? leaf.value() : quote(leaf.value(), code);
    }

    /** Returns whether the plain text is read back as the same text. */
    private static boolean isSafe(String value, Where where) {
        if (value.isEmpty() || value.indexOf('\n') >= 0) {
            return false;
        }
        String line = switch (where) {
            case KEY -> value + ": x";
            case BLOCK -> "k: " + value;
            case FLOW -> "k: [" + value + "]";
        };
        if (PLAIN.matcher(value).matches()) {
            return YamlReader.type(value) == Node.ScalarType.TEXT;
        }
        Optional<Node> read = YamlReader.read(new SourceFile("", line + "\n")).root();
        if (!(read.orElse(null) instanceof Node.Mapping mapping)
                || mapping.entries().size() != 1) {
            return false;
        }
        Node.Entry entry = mapping.entries().get(0);
        Node node = where == Where.KEY ? entry.key() : entry.value();
        if (where == Where.FLOW) {
            node = node instanceof Node.Sequence list && list.items().size() == 1
                    ? list.items().get(0)
                    : mapping;
        }
        return node instanceof Node.Scalar scalar
                && scalar.type() == Node.ScalarType.TEXT
                && scalar.value().equals(value);
    }

    private static String quote(String value, boolean code) {
        boolean simple = value.codePoints().allMatch(c -> c == ' ' || isVisible(c));
        if (simple && (code || value.indexOf('"') >= 0 || value.indexOf('\\') >= 0)) {
            return "'" + value.replace("'", "''") + "'";
        }
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> out.append('\\').appendCodePoint(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case ' ' -> out.append(' ');
                default -> {
                    if (isVisible(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append((c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
