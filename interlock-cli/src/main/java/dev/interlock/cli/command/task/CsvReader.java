package dev.interlock.cli.command.task;

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
final class CsvReader implements AutoCloseable {

    private static final int MOST_FIELDS = 32;
    private static final int LONGEST_FIELD = 2_000;
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    /** A value, and the column of the line at which it begins; both count from 1. */
    record Field(String value, int line, int column) {}

    /** The file is no list of rows from here on. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(int line, int column, String message) {
            super("line " + line + ", column " + column + ": " + message);
        }
    }

    private final BufferedReader in;
    private int line = 1;
    private int column = 1;
    private int next;

    CsvReader(InputStream bytes) throws IOException {
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
    Optional<List<Field>> row() throws IOException {
        while (next != END) {
            List<Field> row = new ArrayList<>();
            row.add(field());
            while (next == ',') {
                advance();
                if (row.size() == MOST_FIELDS) {
                    throw new Malformed(line, column, "more than " + MOST_FIELDS + " columns");
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

    private Field field() throws IOException {
        int atLine = line;
        int atColumn = column;
        var value = new StringBuilder();
        if (next == '"') {
            quoted(value, atLine, atColumn);
        } else {
            while (next != END && next != ',' && next != '\n' && next != '\r') {
                if (next == '"') {
                    throw new Malformed(
                            line, column, "a quote inside a value: put the whole value in quotes, and double this one");
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
                throw new Malformed(atLine, atColumn, "this quote is never closed: add one, or remove it");
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    break;
                }
            }
            take(value, atLine, atColumn);
        }
        if (next != END && next != ',' && next != '\n' && next != '\r') {
            throw new Malformed(
                    line, column, "something follows the closing quote: double the quotes inside of a value");
        }
    }

    private void take(StringBuilder value, int atLine, int atColumn) throws IOException {
        if (value.length() == LONGEST_FIELD) {
            throw new Malformed(
                    atLine, atColumn, "a value of more than " + LONGEST_FIELD + " characters: is a quote missing?");
        }
        value.append((char) next);
        advance();
    }

    private void endOfLine() throws IOException {
        if (next == '\r') {
            advance();
            if (next != '\n') {
                return; // counted already: old systems end lines so
            }
            next = read();
            return;
        }
        if (next == '\n') {
            advance();
        }
    }

    private void advance() throws IOException {
        if (next == '\n' || next == '\r') {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate((char) next)) {
            column++;
        }
        next = read();
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (CharacterCodingException e) {
            throw new Malformed(line, column, "not in UTF-8 here, or shortly after: save the file in UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
