package dev.interlock.server.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The entries of one transaction, by what they are about. */
final class Postings {

    private final Map<Term, Numbers> byTerm = new HashMap<>();
    private int size;

    /** Numbers of entries, ascending. */
    static final class Numbers {
        private long[] numbers = new long[2];
        private int count;

        private void add(long number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number;
        }

        int count() {
            return count;
        }

        long get(int place) {
            return numbers[place];
        }

        long last() {
            return numbers[count - 1];
        }
    }

    /** Adds an entry, whose number is above those of the entries before. */
    void add(long number, Set<Term> terms) {
        terms.forEach(
                term -> byTerm.computeIfAbsent(term, unused -> new Numbers()).add(number));
        size += terms.size();
    }

    /** The number of pairs of a term and an entry. */
    int size() {
        return size;
    }

    Map<Term, Numbers> byTerm() {
        return byTerm;
    }
}
