package dev.interlock.server.identity.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.http.fetch.Refreshing;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.json.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, where it publishes them. They are asked for again every ten minutes, and when a token names one that is not
 * known, but never more often than every ten seconds, whatever strangers send. An issuer that cannot be asked, or whose answer is no
 * set of keys, changes nothing for an hour; then nothing of it is believed any more. Thread-safe.
 */
public final class IssuerKeys implements AutoCloseable {

    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofSeconds(5);
    static final Duration KEPT = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private final Fetch fetch;
    private final Refreshing<Published> published;

    /** @param text as it was published, so that one that says the same changes nothing */
    private record Published(KeySet keys, byte[] text) {}

    /** @param fetch is closed with this */
    public IssuerKeys(String issuer, Fetch fetch) {
        this.fetch = fetch;
        this.published = new Refreshing<>(
                new OfIssuer(issuer, fetch),
                new Refreshing.Bounds(WAIT, PAUSE, KEPT),
                new Published(KeySet.none(), new byte[0]));
    }

    /**
     * Returns the keys that are known now; none if they were confirmed too long ago. The same object as long as nothing changes. Waits
     * for the issuer only if nothing is known.
     */
    public KeySet current(Instant now) {
        return published.current(now).keys();
    }

    /** Returns the keys that the issuer publishes now that these were not enough; the same ones if it was asked just before. */
    public KeySet renewed(KeySet insufficient, Instant now) {
        KeySet known = published.known(now).keys();
        return known != insufficient ? known : published.renewed(now).keys();
    }

    /** Returns whether there is anything to verify with. */
    public boolean known(Instant now) {
        return published.counts(now);
    }

    @Override
    public void close() {
        published.close();
        fetch.close();
    }

    /** The issuer's own word: its metadata name where its keys are. */
    private record OfIssuer(String issuer, Fetch fetch) implements Refreshing.Source<Published> {

        @Override
        public JwtResult<Published> ask(@Nullable Published last) throws InterruptedException {
            return switch (text()) {
                case JwtResult.Refused<byte[]>(JwtProblem problem, String why) -> JwtResult.refused(problem, why);
                case JwtResult.Ok<byte[]>(byte[] text)
                when last != null && Arrays.equals(text, last.text) -> JwtResult.ok(last);
                case JwtResult.Ok<byte[]>(byte[] text) ->
                    JwkSetReader.read(text).then(keys -> {
                        LOG.log(System.Logger.Level.INFO, "the issuer `" + issuer + "` has changed its keys");
                        return JwtResult.ok(new Published(keys, text));
                    });
            };
        }

        @Override
        public Duration period(Published answer) {
            return FRESH;
        }

        /** Logs a refusal, once for each trouble. */
        @Override
        public void refused(String why, boolean counts, boolean again) {
            if (!again) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the keys of the issuer `" + issuer + "` "
                                + (counts ? "are unchanged" : "are not known, so its tokens are refused")
                                + ": "
                                + why);
            }
        }

        private JwtResult<byte[]> text() throws InterruptedException {
            return switch (new Discovery(fetch).of(issuer)) {
                case Discovered.Failed(String why) -> none(why);
                case Discovered.Found(Metadata metadata) -> {
                    Optional<URI> address = metadata.address("jwks_uri");
                    yield address.isEmpty()
                            ? none("it does not publish an `https` address as `jwks_uri`")
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
    }
}
