package dev.interlock.server.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The open pages that are told of changes, each by a thread of its own. A page that was left is noticed only when something is written to
 * it, so somebody who goes through many pages has more of them than they see: each person has a share, and a page beyond it ends the
 * person's oldest one, which takes none from others. Thread-safe.
 */
final class ToldPages {

    private final int most;
    private final int mostOfOne;
    /** The pages by person, each person's oldest first; nobody is in it without any. Guarded by this. */
    private final Map<String, Deque<Told>> byPerson = new HashMap<>();

    private int size; // guarded by this

    /**
     * @param most the largest number of pages
     * @param mostOfOne the largest number of pages of one person
     */
    ToldPages(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /**
     * An open page.
     *
     * @param thread tells the page, and is interrupted when the page has to make room for a later one
     */
    record Told(String person, Thread thread) {}

    /**
     * Adds a page that this thread tells until it closes it. A person's oldest page makes room when they have too many.
     *
     * @return empty when there are too many pages of others
     */
    synchronized Optional<Told> open(String person) {
        Deque<Told> own = byPerson.getOrDefault(person, new ArrayDeque<>());
        if (own.size() >= mostOfOne) {
            Told oldest = own.getFirst();
            remove(oldest);
            oldest.thread().interrupt();
        }
        if (size >= most) {
            return Optional.empty();
        }
        var told = new Told(person, Thread.currentThread());
        byPerson.computeIfAbsent(person, name -> new ArrayDeque<>()).addLast(told);
        size++;
        return Optional.of(told);
    }

    /** Takes a page of the current thread away, which is not interrupted for it any more. */
    synchronized void close(Told told) {
        if (!remove(told)) {
            Thread.interrupted(); // for a later page, after the last wait
        }
    }

    private boolean remove(Told told) {
        Deque<Told> own = byPerson.get(told.person());
        if (own == null || !own.remove(told)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            byPerson.remove(told.person());
        }
        return true;
    }
}
