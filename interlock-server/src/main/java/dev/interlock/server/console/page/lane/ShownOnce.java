package dev.interlock.server.console.page.lane;

import dev.interlock.server.console.session.Session;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials between the form that asked for one and the page that shows it: each for the session that asked, once, within a minute. So
 * a page that is loaded again neither issues another credential nor shows the same one again. Thread-safe.
 */
final class ShownOnce {

    /** The most that wait; of more the oldest are forgotten. */
    private static final int MOST = 100;

    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** What an agent of a lane acts with. */
    record Credential(String lane, String agent, String lease, String secret) {

        /** Secrets stay out of logs. */
        @Override
        public String toString() {
            return "Credential[" + lease + "]";
        }
    }

    private record Kept(Credential credential, String session, Instant until) {}

    /** Keeps a credential for its page; returns the name under which that asks for it. */
    synchronized String keep(Credential credential, Session session, Instant now) {
        kept.values().removeIf(one -> one.until().isBefore(now));
        if (kept.size() == MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String name = HexFormat.of().formatHex(bytes);
        kept.put(name, new Kept(credential, session.id(), now.plus(LIFE)));
        return name;
    }

    /** Returns a credential, and forgets it; empty where there is none for this session. */
    synchronized Optional<Credential> take(String name, Session session, Instant now) {
        Kept found = kept.get(name);
        if (found == null || !found.session().equals(session.id())) {
            return Optional.empty();
        }
        kept.remove(name);
        return found.until().isBefore(now) ? Optional.empty() : Optional.of(found.credential());
    }
}
