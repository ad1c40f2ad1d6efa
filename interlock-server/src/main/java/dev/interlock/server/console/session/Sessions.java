package dev.interlock.server.console.session;

import dev.interlock.server.http.server.RequestHeaders;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of the console. A browser holds the id of its session in a signed cookie; everything else is kept here, so that ending a
 * session ends it, and nobody is signed in over a restart. Thread-safe.
 */
public final class Sessions {

    /** The longest time between two proofs of who somebody is. */
    static final Duration LIFE = Duration.ofHours(12);

    private static final int MOST = 10_000;
    /** The largest number of sessions of one person, who so cannot end those of others. */
    private static final int MOST_OF_ONE = 50;

    private static final int ID_BYTES = 24;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource clock;
    private final SecureRandom random;
    private final Seal seal;
    private final Cookie cookie;
    /** The sessions by id, the oldest first. Guarded by itself. */
    private final Map<String, Session> byId = new LinkedHashMap<>();

    /** @param secure whether browsers reach the console by TLS alone */
    public Sessions(InstantSource clock, SecureRandom random, Seal seal, boolean secure) {
        this.clock = clock;
        this.random = random;
        this.seal = seal;
        this.cookie = new Cookie("", secure);
    }

    /** Begins a session of somebody who has just proven who they are. When there are too many, the oldest one ends. */
    public Session begin(Proof proof) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Instant now = clock.instant();
        Instant latest = now.plus(LIFE);
        var session = new Session(
                TEXT.encodeToString(id),
                proof.person(),
                proof.by(),
                proof.at(),
                now,
                proof.until().filter(latest::isAfter).orElse(latest));
        synchronized (byId) {
            byId.values().removeIf(each -> !each.isGoodAt(now));
            List<String> own = byId.values().stream()
                    .filter(each -> each.person().name().equals(session.person().name()))
                    .map(Session::id)
                    .toList();
            if (own.size() >= MOST_OF_ONE) {
                byId.remove(own.getFirst());
            } else if (byId.size() >= MOST) {
                byId.remove(byId.keySet().iterator().next());
            }
            byId.put(session.id(), session);
        }
        return session;
    }

    /** Returns the session that the cookie of a request names. */
    public Optional<Session> find(RequestHeaders headers) {
        Optional<String> value = cookie.value(headers);
        int dot = value.map(v -> v.indexOf('.')).orElse(-1);
        if (dot < 0) {
            return Optional.empty();
        }
        String id = value.orElseThrow().substring(0, dot);
        if (!seal.isSigned("session", id, value.orElseThrow().substring(dot + 1))) {
            return Optional.empty();
        }
        synchronized (byId) {
            return Optional.ofNullable(byId.get(id)).filter(session -> session.isGoodAt(clock.instant()));
        }
    }

    /** Ends a session. */
    public void end(Session session) {
        synchronized (byId) {
            byId.remove(session.id());
        }
    }

    /** Returns the header that gives a browser the session. */
    public String cookie(Session session) {
        return cookie.set(session.id() + "." + seal.sign("session", session.id()), LIFE);
    }

    /** Returns the header that takes the session from a browser. */
    public String noCookie() {
        return cookie.clear();
    }

    /** Returns what every form of this session has to bring along: another site cannot know it. */
    public String formToken(Session session) {
        return seal.sign("form", session.id());
    }

    /** Returns whether a form brought along the token of this session. */
    public boolean isFormToken(Session session, String given) {
        return seal.isSigned("form", session.id(), given);
    }
}
