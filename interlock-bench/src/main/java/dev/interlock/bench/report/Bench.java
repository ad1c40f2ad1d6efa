package dev.interlock.bench.report;

import java.util.List;

/** One benchmark that {@code bench/run NAME} can start. */
public interface Bench {
    /** The word on the command line: lower case, stable, as scripts compare figures by it. */
    String name();

    /** One line for {@code bench/run --list}. */
    String title();

    /**
     * Measures, and gives each figure to {@code results} as soon as it is known. Progress goes to standard error.
     *
     * @param args what followed the name on the command line
     * @throws BadArguments if they make no sense; nothing has been measured then
     * @throws Exception if it cannot be measured; the run then fails as a whole
     */
    void run(List<String> args, ResultPrinter results) throws Exception;

    /** Arguments that the benchmark does not understand; the message says what it expects. */
    final class BadArguments extends Exception {
        private static final long serialVersionUID = 1;

        public BadArguments(String message) {
            super(message);
        }
    }
}
