package dev.interlock.server.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of comma-separated values (RFC 4180, in UTF-8), one after the other: a file may be longer than memory. Each field knows where it
 * stands.
 */
public final class CsvReader implements AutoCloseable {

    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    /** A value, and the column of the line at which it begins; both count from 1. */
    public record Field(String value, int line, int column) {}

    /**
     * The form of a table.
     *
     * @param separator the character between two values, such as a comma or a tab
     * @param mostFields the most values that a row may have
     * @param longestField the most characters that a value may have: a quote that is never closed is noticed by it
     */
    public record Form(char separator, int mostFields, int longestField) {}

    /** The file is no list of rows from here on. */
    public static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        private final int line;

        Malformed(int line, int column, String message) {
            super("line " + line + ", column " + column + ": " + message);
            this.line = line;
        }

        /** The line of the fault, from 1. */
        public int line() {
            return line;
        }
    }

    private final BufferedReader in;
    private final Form form;
    private int line = 1;
    private int column = 1;
    private int next;
    /** Whether the character before was a carriage return: a line feed after it belongs to the same end of a line. */
    private boolean returned;

    public CsvReader(InputStream bytes, Form form) throws IOException {
        this.form = form;
        this.in = new BufferedReader(new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        this.next = read();
        if (next == BYTE_ORDER_MARK) {
            next = read();
        }
    }

    /** The next row that is not blank; empty at the end. */
    public Optional<List<Field>> row() throws IOException {
        while (next != END) {
            List<Field> row = new ArrayList<>();
            row.add(field());
            while (next == form.separator()) {
                advance();
                if (row.size() == form.mostFields()) {
                    throw new Malformed(line, column, "more than " + form.mostFields() + " columns");
                }
                row.add(field());
            }
            endOfLine();
            if (row.size() > 1 || !row.getFirst().value().isBlank()) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private boolean endsField() {
        return next == END || next == form.separator() || next == '\n' || next == '\r';
    }

    private Field field() throws IOException {
        int atLine = line;
        int atColumn = column;
        var value = new StringBuilder();
        if (next == '"') {
            quoted(value, atLine, atColumn);
        } else {
            while (!endsField()) {
                if (next == '"') {
                    throw new Malformed(
                            line,
                            column,
                            "a quote inside a value: put the whole value in quotes, and double this quote");
                }
                take(value, atLine, atColumn);
            }
        }
        return new Field(value.toString(), atLine, atColumn);
    }

    private void quoted(StringBuilder value, int atLine, int atColumn) throws IOException {
        advance();
        while (true) {
            if (next == END) {
                throw new Malformed(
                        atLine, atColumn, "this quote is never closed: add the closing quote, or remove this one");
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    break;
                }
            }
            take(value, atLine, atColumn);
        }
        if (!endsField()) {
            throw new Malformed(line, column, "text follows the closing quote: double the quotes inside a value");
        }
    }

    private void take(StringBuilder value, int atLine, int atColumn) throws IOException {
        if (value.length() == form.longestField()) {
            throw new Malformed(
                    atLine,
                    atColumn,
                    "a value of more than " + form.longestField() + " characters: is a quote missing?");
        }
        value.append((char) next);
        advance();
    }

    private void endOfLine() throws IOException {
        if (next == '\r') { // alone it ends a line, too: old systems write so
            advance();
            if (next == '\n') {
                advance();
            }
        } else if (next == '\n') {
            advance();
        }
    }

    private void advance() throws IOException {
        if (next == '\r' || next == '\n' && !returned) {
            line++;
            column = 1;
        } else if (next != '\n' && !Character.isLowSurrogate((char) next)) {
            column++;
        }
        returned = next == '\r';
        next = read();
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (CharacterCodingException e) {
            throw new Malformed(line, column, "not UTF-8 here or shortly after: save the file as UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
