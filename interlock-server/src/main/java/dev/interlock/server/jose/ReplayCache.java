package dev.interlock.server.jose;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ids of tokens that were used, until the tokens expire. Bounded, and it never forgets an id too early: when it is full it takes no
 * new ones. It begins empty with the process; whoever needs more asks for tokens that live shortly. Thread-safe.
 */
public final class ReplayCache {

    /** The kinds of use of an id. */
    public enum Use {
        FIRST,
        AGAIN,
        /** Nobody can say whether the id was used: too many ids are being kept. */
        UNKNOWN
    }

    private final int most;
    private final Set<TokenDigest> used = new HashSet<>();
    /** The ids to forget, by the second of their end. */
    private final TreeMap<Long, List<TokenDigest>> ends = new TreeMap<>();

    public ReplayCache(int most) {
        this.most = most;
    }

    /**
     * Uses an id.
     *
     * @param scope who chose the id: two issuers may choose the same
     * @param until when the token counts no more, with all that clocks may differ
     */
    public Use use(String scope, String id, Instant until, Instant now) {
        // The length keeps scope and id apart.
        TokenDigest digest = TokenDigest.of(scope.length() + ":" + scope + id);
        synchronized (used) {
            forget(now.getEpochSecond());
            if (used.contains(digest)) {
                return Use.AGAIN;
            }
            if (used.size() >= most) {
                return Use.UNKNOWN;
            }
            used.add(digest);
            ends.computeIfAbsent(until.getEpochSecond(), any -> new ArrayList<>())
                    .add(digest);
            return Use.FIRST;
        }
    }

    /** The same as a result, for a token with these claims. */
    public JwtResult<Claims> use(String scope, Claims claims, Instant until, Instant now) {
        if (claims.id().isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM, "the token has no `jti` claim, so a second use of it cannot be detected");
        }
        return switch (use(scope, claims.id().get(), until, now)) {
            case FIRST -> JwtResult.ok(claims);
            case AGAIN -> JwtResult.refused(JwtProblem.REPLAYED, "the token was used before: get a new one");
            case UNKNOWN ->
                JwtResult.refused(
                        JwtProblem.UNCERTAIN, "too many tokens are in use to track this one: try again later");
        };
    }

    private void forget(long now) {
        while (!ends.isEmpty() && ends.firstKey() < now) {
            ends.pollFirstEntry().getValue().forEach(used::remove);
        }
    }
}
