package dev.interlock.server.upstream;

import dev.interlock.policy.catalog.NoEffect;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The signs in the answers to one request by which a catalogue may tell that it had no effect.
 *
 * @param sendings the signs in the answer to each time that it was sent; no signs where there was no answer
 */
public record Evidence(List<Set<NoEffect.Sign>> sendings) {

    /** The evidence of a request of which nothing left. */
    public static final Evidence NOTHING_SENT = new Evidence(List.of());
    /** A request that was sent, and of whose effect nothing that came back says anything. */
    public static final Evidence NONE = new Evidence(List.of(Set.of()));

    public Evidence {
        sendings = sendings.stream().map(Set::copyOf).toList();
    }

    /** The evidence of a request that was sent once. */
    public static Evidence of(Set<NoEffect.Sign> signs) {
        return new Evidence(List.of(signs));
    }

    /** The signs of an answer over HTTP in its status. */
    public static Set<NoEffect.Sign> ofStatus(int status, boolean challenges, boolean inSession) {
        if (status < 300) {
            return Set.of(); // a success refuses nothing
        }
        NoEffect.Sign plain = NoEffect.Sign.status(status);
        return switch (status) {
            case 401 -> challenges ? Set.of(plain, NoEffect.Sign.CHALLENGE) : Set.of(plain);
            case 404 -> inSession ? Set.of(plain, NoEffect.Sign.SESSION) : Set.of(plain);
            default -> Set.of(plain);
        };
    }

    /** Returns this evidence together with that of earlier sendings. */
    Evidence after(Evidence earlier) {
        List<Set<NoEffect.Sign>> all =
                Stream.concat(earlier.sendings.stream(), sendings.stream()).toList();
        // One sending of which nothing is known is as good as many.
        return all.contains(Set.<NoEffect.Sign>of()) ? NONE : new Evidence(all);
    }
}
