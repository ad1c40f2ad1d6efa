package dev.interlock.server.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fetch.Fetch;
import dev.interlock.server.fetch.Fetched;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.mcp.wire.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one issuer, where it publishes them. They are asked for again every ten minutes, and when a token names one that is not
 * known, but never more often than every ten seconds, whatever strangers send. An issuer that cannot be asked, or whose answer is no
 * set of keys, changes nothing for an hour; then nothing of it is believed any more. Thread-safe.
 */
public final class IssuerKeys implements AutoCloseable {

    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration PAUSE = Duration.ofSeconds(10);
    static final Duration KEPT = Duration.ofHours(1);

    /** How long a request waits for what another one is asking. */
    private static final long WAIT_SECONDS = 5;

    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final String issuer;
    private final Fetch fetch;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicBoolean inBackground = new AtomicBoolean();
    private volatile State state = new State(0, KeySet.none(), new byte[0], Instant.MIN, Instant.MIN, false);

    /**
     * What is known.
     *
     * @param turn how often the issuer was asked
     * @param text as it was published, so that one that says the same changes nothing
     * @param got when the issuer last said so
     * @param tried when it was last asked
     * @param failing whether it then failed, which is logged once
     */
    private record State(long turn, KeySet keys, byte[] text, Instant got, Instant tried, boolean failing) {

        boolean within(Instant since, Duration time, Instant now) {
            return !since.equals(Instant.MIN)
                    && Duration.between(since, now).abs().compareTo(time) < 0; // a clock that is set back ends it too
        }

        boolean usable(Instant now) {
            return within(got, KEPT, now);
        }

        boolean fresh(Instant now) {
            return within(got, FRESH, now);
        }

        boolean justTried(Instant now) {
            return within(tried, PAUSE, now);
        }

        KeySet at(Instant now) {
            return usable(now) ? keys : KeySet.none();
        }
    }

    /** @param fetch is closed with this */
    public IssuerKeys(String issuer, Fetch fetch) {
        this.issuer = issuer;
        this.fetch = fetch;
    }

    /**
     * What is known now; none if that is too long ago. The same object as long as nothing changes. Waits for the issuer only where
     * nothing is known.
     */
    public KeySet current(Instant now) {
        State seen = state;
        if (!seen.fresh(now) && !seen.justTried(now)) {
            if (!seen.usable(now)) {
                return asked(seen, now);
            }
            if (inBackground.compareAndSet(false, true)) {
                Thread.ofVirtual().name("keys-of-an-issuer").start(() -> {
                    try {
                        asked(seen, now);
                    } finally {
                        inBackground.set(false);
                    }
                });
            }
        }
        return seen.at(now);
    }

    /** What the issuer says now that these were not enough; the same ones if it was asked just before. */
    public KeySet renewed(KeySet insufficient, Instant now) {
        State seen = state;
        KeySet known = seen.at(now);
        return known != insufficient || seen.justTried(now) ? known : asked(seen, now);
    }

    /** Whether there is anything to verify with. */
    public boolean known(Instant now) {
        return state.usable(now);
    }

    private KeySet asked(State seen, Instant now) {
        try {
            if (asking.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                try {
                    if (state.turn == seen.turn) { // else somebody else has asked meanwhile
                        state = next(seen, now);
                    }
                } finally {
                    asking.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return state.at(now);
    }

    private State next(State last, Instant now) throws InterruptedException {
        return switch (published()) {
            case JwtResult.Refused<byte[]>(JwtProblem problem, String why) -> failed(last, why, now);
            case JwtResult.Ok<byte[]>(byte[] text)
            when Arrays.equals(text, last.text) -> new State(last.turn + 1, last.keys, text, now, now, false);
            case JwtResult.Ok<byte[]>(byte[] text) ->
                switch (JwkSetReader.read(text)) {
                    case JwtResult.Refused<KeySet> refused -> failed(last, refused.message(), now);
                    case JwtResult.Ok<KeySet>(KeySet keys) -> {
                        LOG.log(System.Logger.Level.INFO, "the issuer `" + issuer + "` has other keys than before");
                        yield new State(last.turn + 1, keys, text, now, now, false);
                    }
                };
        };
    }

    private State failed(State last, String why, Instant now) {
        if (!last.failing) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the keys of the issuer `" + issuer + "` "
                            + (last.usable(now) ? "stay as they were" : "are not known, so its tokens are refused")
                            + ": "
                            + why);
        }
        return new State(last.turn + 1, last.keys, last.text, last.got, now, true);
    }

    private JwtResult<byte[]> published() throws InterruptedException {
        return switch (new Discovery(fetch).of(issuer)) {
            case Discovered.Failed(String why) -> none(why);
            case Discovered.Found(Metadata metadata) -> {
                Optional<URI> address = metadata.address("jwks_uri");
                yield address.isEmpty()
                        ? none("it publishes no `jwks_uri` that is `https`")
                        : switch (fetch.get(address.get())) {
                            case Fetched.Failed(String why) -> none("its `jwks_uri` " + why);
                            case Fetched.Answer(int status, ObjectNode body) ->
                                status == 200
                                        ? JwtResult.ok(Json.bytes(body))
                                        : none("its `jwks_uri` answers with status " + status);
                        };
            }
        };
    }

    private static JwtResult<byte[]> none(String why) {
        return JwtResult.refused(JwtProblem.UNCERTAIN, why);
    }

    @Override
    public void close() {
        fetch.close();
    }
}
