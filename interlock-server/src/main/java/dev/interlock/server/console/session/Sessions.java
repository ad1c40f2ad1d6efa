package dev.interlock.server.console.session;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sessions of the console. A browser holds the id of its session in a signed cookie that no script reads and no other site sends along
 * with a form; everything else is kept here, so that ending a session ends it. The key of signatures is made anew at each start: nobody is
 * signed in over a restart, and no file holds anything to be signed in by. Thread-safe.
 */
public final class Sessions {

    /** The longest time between two proofs of who somebody is. */
    static final Duration LIFE = Duration.ofHours(12);

    private static final int MOST = 10_000;
    private static final int ID_BYTES = 24;
    private static final String MAC = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource clock;
    private final SecureRandom random;
    private final SecretKeySpec key;
    private final boolean secure;
    /** The sessions by id, the oldest first. Guarded by itself. */
    private final Map<String, Session> byId = new LinkedHashMap<>();

    /** @param secure whether browsers reach the console by TLS alone */
    public Sessions(InstantSource clock, SecureRandom random, boolean secure) {
        this.clock = clock;
        this.random = random;
        this.secure = secure;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, MAC);
    }

    /** Begins a session of this person, who has just proven who they are. When there are too many, the oldest one ends. */
    public Session begin(Caller person) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Instant now = clock.instant();
        var session = new Session(TEXT.encodeToString(id), person, now, now.plus(LIFE));
        synchronized (byId) {
            byId.values().removeIf(each -> !each.ends().isAfter(now));
            if (byId.size() >= MOST) {
                byId.remove(byId.keySet().iterator().next());
            }
            byId.put(session.id(), session);
        }
        return session;
    }

    /** Returns the session that the cookie of a request names. */
    public Optional<Session> find(RequestHeaders headers) {
        Optional<String> value = Cookies.value(headers, cookieName());
        int dot = value.map(v -> v.indexOf('.')).orElse(-1);
        if (dot < 0) {
            return Optional.empty();
        }
        String id = value.orElseThrow().substring(0, dot);
        if (!isEqual(value.orElseThrow().substring(dot + 1), signature("session", id))) {
            return Optional.empty();
        }
        synchronized (byId) {
            return Optional.ofNullable(byId.get(id))
                    .filter(session -> session.ends().isAfter(clock.instant()));
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
        return cookie(session.id() + "." + signature("session", session.id()), LIFE);
    }

    /** Returns the header that takes the session from a browser. */
    public String noCookie() {
        return cookie("", Duration.ZERO);
    }

    private String cookie(String value, Duration life) {
        return cookieName() + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** A name with this prefix makes a browser refuse a cookie that another host, or somebody without TLS, gave it. */
    private String cookieName() {
        return secure ? "__Host-interlock" : "interlock";
    }

    /** Returns what every form of this session has to bring along: another site cannot know it. */
    public String formToken(Session session) {
        return signature("form", session.id());
    }

    /** Returns whether a form brought along the token of this session. */
    public boolean isFormToken(Session session, String given) {
        return isEqual(given, formToken(session));
    }

    private static boolean isEqual(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(String use, String id) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return TEXT.encodeToString(mac.doFinal((use + " " + id).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + MAC, e);
        }
    }
}
