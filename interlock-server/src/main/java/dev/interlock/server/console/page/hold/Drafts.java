package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What people had typed when they left a page to sign in again. It is kept here, for a while and for themselves alone, and not in an
 * address or in the browser, where others could read it. Thread-safe.
 */
final class Drafts {

    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MOST = 1_000;

    /** The drafts, the oldest first. Guarded by itself. */
    private final Map<Key, Draft> kept = new LinkedHashMap<>();

    private record Key(String person, String hold) {}

    private record Draft(Typed typed, Instant ends) {}

    void keep(Visit visit, String hold, Typed typed) {
        var key = new Key(visit.person().name(), hold);
        synchronized (kept) {
            kept.remove(key);
            kept.values().removeIf(draft -> !draft.ends().isAfter(visit.now()));
            if (kept.size() >= MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
            kept.put(key, new Draft(typed.bounded(), visit.now().plus(LIFE)));
        }
    }

    /** Returns what the viewer had typed about a hold. */
    Typed of(Visit visit, String hold) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(new Key(visit.person().name(), hold)))
                    .filter(draft -> draft.ends().isAfter(visit.now()))
                    .map(Draft::typed)
                    .orElse(Typed.NOTHING);
        }
    }

    void forget(Visit visit, String hold) {
        synchronized (kept) {
            kept.remove(new Key(visit.person().name(), hold));
        }
    }
}
