package dev.interlock.server.jose;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ids of tokens that were used, until the tokens expire. Bounded, and it never forgets an id too early: without room it takes no new
 * ones. Nobody may take all the room: a party may have at most as many ids here as are still free. It begins empty with the process;
 * use short-lived tokens if that matters. Thread-safe.
 */
public final class ReplayCache {

    /** The kinds of use of an id. */
    public enum Use {
        FIRST,
        AGAIN,
        /** Nobody can say whether the id was used: there is no more room for the ids of its party. */
        UNKNOWN
    }

    private final int most;
    private final Set<TokenDigest> used = new HashSet<>();
    /** The ids to forget, by the second of their end, and by party. */
    private final TreeMap<Long, Map<String, List<TokenDigest>>> ends = new TreeMap<>();
    /** The number of ids of each party that has any. */
    private final Map<String, Integer> ofParty = new HashMap<>();

    /** @param most ids that are kept at most; a party that is alone has half of them */
    public ReplayCache(int most) {
        this.most = most;
    }

    /**
     * Uses an id.
     *
     * @param party whose room it takes: one whom the token proved, and not a name that anybody can choose
     * @param scope who chose the id: two issuers may choose the same
     * @param until when the token counts no more, with all that clocks may differ
     */
    public Use use(String party, String scope, String id, Instant until, Instant now) {
        TokenDigest digest = digest(scope, id);
        synchronized (used) {
            forget(now.getEpochSecond());
            if (used.contains(digest)) {
                return Use.AGAIN;
            }
            int own = ofParty.getOrDefault(party, 0);
            if (own >= most - used.size()) {
                return Use.UNKNOWN;
            }
            used.add(digest);
            ofParty.put(party, own + 1);
            ends.computeIfAbsent(until.getEpochSecond(), any -> new HashMap<>())
                    .computeIfAbsent(party, any -> new ArrayList<>(1))
                    .add(digest);
            return Use.FIRST;
        }
    }

    /** Uses the id of a token whose id its own party chose, and returns its claims or the reason for the refusal. */
    public JwtResult<Claims> use(String party, Claims claims, Instant until, Instant now) {
        if (claims.id().isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM, "the token has no `jti` claim, so a second use of it cannot be detected");
        }
        return switch (use(party, party, claims.id().get(), until, now)) {
            case FIRST -> JwtResult.ok(claims);
            case AGAIN -> JwtResult.refused(JwtProblem.REPLAYED, "the token was used before: get a new one");
            case UNKNOWN ->
                JwtResult.refused(
                        JwtProblem.UNCERTAIN, "too many of your tokens are in use to track this one: try again later");
        };
    }

    /** Returns whether an id was used, and leaves it as it is. */
    public boolean isUsed(String scope, String id, Instant now) {
        synchronized (used) {
            forget(now.getEpochSecond());
            return used.contains(digest(scope, id));
        }
    }

    private static TokenDigest digest(String scope, String id) {
        return TokenDigest.of(scope.length() + ":" + scope + id); // the length keeps them apart
    }

    private void forget(long now) {
        while (!ends.isEmpty() && ends.firstKey() < now) {
            ends.pollFirstEntry().getValue().forEach((party, ids) -> {
                ids.forEach(used::remove);
                ofParty.computeIfPresent(party, (any, own) -> own == ids.size() ? null : own - ids.size());
            });
        }
    }
}
