package dev.interlock.provenance.text;

import java.util.function.IntPredicate;

/**
 * Finds the runs of at least so many characters of one class in a text. Most texts have few, so it looks at the last character first that
 * such a run would have, and at few of the others. For one thread.
 */
final class Runs {

    private static final int ASCII = 0x80;

    private final String text;
    private final boolean[] characters;
    private final int shortest;
    private int from;
    private int to;

    private Runs(String text, boolean[] characters, int shortest) {
        this.text = text;
        this.characters = characters;
        this.shortest = shortest;
    }

    /** A class of characters of ASCII. */
    static boolean[] characters(IntPredicate in) {
        boolean[] characters = new boolean[ASCII];
        for (int i = 0; i < ASCII; i++) {
            characters[i] = in.test(i);
        }
        return characters;
    }

    static Runs in(String text, boolean[] characters, int shortest) {
        return new Runs(text, characters, shortest);
    }

    /** Goes to the next run, and returns whether there is one. */
    boolean next() {
        int begin = to;
        while (begin + shortest <= text.length()) {
            int last = begin + shortest - 1;
            while (last >= begin && has(last)) {
                last--;
            }
            if (last < begin) {
                from = begin;
                to = begin + shortest;
                while (to < text.length() && has(to)) {
                    to++;
                }
                return true;
            }
            begin = last + 1;
        }
        to = text.length();
        return false;
    }

    private boolean has(int index) {
        char c = text.charAt(index);
        return c < ASCII && characters[c];
    }

    /** The index of the first character of the run. */
    int from() {
        return from;
    }

    /** The index after the last character of the run. */
    int to() {
        return to;
    }
}
