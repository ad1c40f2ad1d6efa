package dev.interlock.cli.terminal;

import dev.interlock.server.render.Paint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The colours of a terminal, and its width. */
public final class TerminalPaint implements Paint {

    /** Columns of a line when nobody says how many there are. */
    private static final int WIDTH = 100;

    private static final int NARROWEST = 60;
    /** The widest line: longer ones are hard to read. */
    private static final int WIDEST = 120;

    private TerminalPaint() {}

    /** Returns the paint with colours if they are wanted, else without. */
    public static Paint of(Surroundings surroundings) {
        return surroundings.colours() ? new TerminalPaint() : NONE;
    }

    /** Columns for wrapped text. */
    public static int width(Surroundings surroundings) {
        return surroundings.terminal() ? Math.clamp(columns(), NARROWEST, WIDEST) : WIDTH;
    }

    // java does not know the size of its terminal; stty is on every system that has such a terminal
    private static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches("[0-9]{1,4} [0-9]{1,4}")) {
                int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
                return columns == 0 ? WIDTH : columns;
            }
            return WIDTH;
        } catch (IOException e) {
            return WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WIDTH;
        }
    }

    @Override
    public String permit(String text) {
        return painted("32", text);
    }

    @Override
    public String hold(String text) {
        return painted("33", text);
    }

    @Override
    public String deny(String text) {
        return painted("1;31", text);
    }

    @Override
    public String faint(String text) {
        return painted("2", text);
    }

    @Override
    public String strong(String text) {
        return painted("1", text);
    }

    private static String painted(String code, String text) {
        return text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
