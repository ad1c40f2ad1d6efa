package dev.interlock.policy.diagnostic;

/**
 * Colours of a terminal.
 *
 * @param on without colours a text is left as it is
 */
record Paint(boolean on) {

    static final String RED = "\u001b[1;31m";
    static final String YELLOW = "\u001b[1;33m";
    static final String BLUE = "\u001b[1;34m";
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";

    String in(String colour, String text) {
        return on && !colour.isEmpty() && !text.isEmpty() ? colour + text + RESET : text;
    }

    String blue(String text) {
        return in(BLUE, text);
    }

    String bold(String text) {
        return in(BOLD, text);
    }
}
