package dev.interlock.policy.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** Suggests the names that an author may have meant. */
public final class Suggestion {

    private static final int LISTED = 8;

    private Suggestion() {}

    /** The nearest of the known names, if it is near enough to be a slip of the pen. */
    public static Optional<String> nearest(String written, Collection<String> known) {
        int limit = Math.max(1, Math.min(3, written.length() / 3));
        return known.stream()
                .filter(k -> Math.abs(k.length() - written.length()) <= limit || k.startsWith(written))
                .filter(k -> distance(written, k) <= limit || (written.length() > 3 && k.startsWith(written)))
                .min(Comparator.comparingInt((String k) -> distance(written, k)).thenComparing(k -> k));
    }

    /** The remedy {@code did you mean `x`?}, else the list of known names, else {@code otherwise}. */
    public static String remedy(String written, Collection<String> known, String otherwise) {
        Optional<String> nearest = nearest(written, known);
        if (nearest.isPresent()) {
            return "did you mean `" + nearest.get() + "`?";
        }
        return known.isEmpty() ? otherwise : "known: " + list(known);
    }

    /** The names in backticks, sorted; only the first of many. */
    public static String list(Collection<String> names) {
        TreeSet<String> sorted = new TreeSet<>(names);
        String shown = sorted.stream()
                .limit(LISTED)
                .map(n -> "`" + n + "`")
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return sorted.size() > LISTED ? shown + " and " + (sorted.size() - LISTED) + " more" : shown;
    }

    /** The number of edits from one to the other, a swap of neighbours counting as one. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
