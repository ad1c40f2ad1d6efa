package dev.interlock.cli.init;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a text in TOML with their places: headers of tables, and keys with their values. It is read only as far as it takes
 * to tell them apart; whether they are right is for a parser to say.
 */
final class TomlStatements {

    /**
     * A statement.
     *
     * @param header whether it is the header of a table
     * @param keys the parts of its dotted key
     * @param from the beginning of its line
     * @param to the end of its last line, the line feed included
     */
    record Statement(boolean header, List<String> keys, int from, int to) {
        Statement {
            keys = List.copyOf(keys);
        }
    }

    private final String text;
    private int at;

    private TomlStatements(String text) {
        this.text = text;
    }

    /** @throws IOException if the text breaks off within a statement */
    static List<Statement> of(String text) throws IOException {
        return new TomlStatements(text).all();
    }

    private List<Statement> all() throws IOException {
        List<Statement> found = new ArrayList<>();
        while (true) {
            skipBlanks();
            if (at == text.length()) {
                return found;
            }
            int from = text.lastIndexOf('\n', at) + 1;
            boolean header = text.charAt(at) == '[';
            while (header && at < text.length() && text.charAt(at) == '[') {
                at++;
            }
            List<String> keys = keys(header ? ']' : '=');
            skipLine();
            found.add(new Statement(header, keys, from, at));
        }
    }

    /** Skips white space, empty lines and comments. */
    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (!Character.isWhitespace(c)) {
                return;
            } else {
                at++;
            }
        }
    }

    private List<String> keys(char end) throws IOException {
        List<String> keys = new ArrayList<>();
        var bare = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                int from = at;
                skipString();
                bare.append(text, from + 1, at - 1);
                continue;
            }
            at++;
            if (c == end || c == '.') {
                keys.add(bare.toString());
                bare.setLength(0);
            }
            if (c == end) {
                return keys;
            }
            if (c != '.' && !Character.isWhitespace(c)) {
                bare.append(c);
            }
        }
        throw broken();
    }

    /** Skips the rest of a statement, however many lines its strings, lists and tables take. */
    private void skipLine() throws IOException {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '"', '\'' -> {
                    skipString();
                    continue;
                }
                case '#' -> {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                    continue;
                }
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                default -> {}
            }
            at++;
            if (c == '\n' && depth <= 0) {
                return;
            }
        }
        if (depth > 0) {
            throw broken();
        }
    }

    private void skipString() throws IOException {
        char quote = text.charAt(at);
        String three = String.valueOf(quote).repeat(3);
        boolean several = text.startsWith(three, at);
        String end = several ? three : String.valueOf(quote);
        at += end.length();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && quote == '"') {
                at += 2;
            } else if (c == '\n' && !several) {
                throw broken();
            } else if (text.startsWith(end, at)) {
                at += end.length();
                // Up to two quotes may stand before the three that end a string of several lines.
                while (several && at < text.length() && text.charAt(at) == quote) {
                    at++;
                }
                return;
            } else {
                at++;
            }
        }
        throw broken();
    }

    private IOException broken() {
        return new IOException("is not valid TOML, at line "
                + (1
                        + text.substring(0, Math.min(at, text.length()))
                                .chars()
                                .filter(c -> c == '\n')
                                .count()));
    }
}
