package dev.interlock.server.console.page.now;

import dev.interlock.server.console.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When people looked last, by their sessions. A page that is open is looked at again and again; what is told as new moves on only after
 * nobody looked for a while. In memory, so a restart forgets it. Thread-safe.
 */
final class LastLooks {

    private static final int MOST = 1_000;

    /** The pause after which somebody comes back. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    /** How far the record was when somebody looked. */
    record Look(long entries, Instant at) {}

    private record Kept(Optional<Look> before, Look last) {}

    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Returns the look before this visit of the session, and remembers this one. */
    synchronized Optional<Look> before(Session session, long entries, Instant now) {
        Kept known = kept.get(session.id());
        Optional<Look> before = known == null
                ? Optional.empty()
                : known.last().at().plus(AWAY).isBefore(now) ? Optional.of(known.last()) : known.before();
        kept.put(session.id(), new Kept(before, new Look(entries, now)));
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        return before;
    }
}
