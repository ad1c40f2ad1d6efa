package dev.interlock.cli.terminal;

import dev.interlock.server.render.Sheet;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * Writes messages to a terminal, which would cut words at its edge: a message that is too long is broken at spaces, and keeps its
 * indentation. A text of several lines is laid out already, and a text without a line end, such as a question, is left as it is.
 */
public final class FoldingWriter extends PrintWriter {

    /** The columns that every terminal has: a message that fits them needs no look at the width. */
    private static final int NARROWEST = 60;

    private final IntSupplier width;
    private int columns;

    /** @param width finds the columns of the terminal; asked once, at the first long message */
    public FoldingWriter(OutputStream out, IntSupplier width) {
        super(out, true, StandardCharsets.UTF_8);
        this.width = width;
    }

    @Override
    public void println(String text) {
        super.println(text.length() <= NARROWEST || text.contains("\n") ? text : folded(text));
    }

    private String folded(String line) {
        if (columns == 0) {
            columns = width.getAsInt();
        }
        return String.join(System.lineSeparator(), Sheet.folded(line, columns));
    }
}
