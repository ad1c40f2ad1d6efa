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

    /**
     * The one number that may follow the name of a benchmark.
     *
     * @param expected what is expected, for whoever writes something else
     */
    static int number(List<String> args, int usual, int least, int most, String expected) throws BadArguments {
        try {
            int number = args.isEmpty() ? usual : Integer.parseInt(args.getFirst());
            if (args.size() <= 1 && number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BadArguments(expected);
    }

    /** Arguments that the benchmark does not understand; the message says what it expects. */
    final class BadArguments extends Exception {
        private static final long serialVersionUID = 1;

        public BadArguments(String message) {
            super(message);
        }
    }
}
