package dev.interlock.server.identity;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Fetched;
import dev.interlock.server.http.fetch.Refreshing;
import dev.interlock.server.identity.spiffe.BundleReader;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bundle from a bundle endpoint (SPIFFE Federation, section 5), asked for again after what it says itself. An older bundle than the one
 * before is not taken. Thread-safe.
 */
public final class EndpointBundle implements BundleSource {

    /** The time between two requests if the bundle gives none. */
    private static final Duration USUAL = Duration.ofMinutes(5);

    /** The time in which the endpoint is asked once at most, however often somebody asks for more. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** The longest time that an exchange takes. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private static final Duration LONGEST = STALE.dividedBy(2);

    private static final System.Logger LOG = System.getLogger(EndpointBundle.class.getName());

    private final Refreshing<SpiffeBundle> bundle;
    private final Fetch fetch;

    private EndpointBundle(TrustDomain domain, URI url, Fetch fetch, Sequences sequences) {
        this.fetch = fetch;
        this.bundle = new Refreshing<>(
                new Endpoint(domain, url, fetch, sequences),
                new Refreshing.Bounds(WAIT, PAUSE, STALE),
                SpiffeBundle.empty(domain));
    }

    /** Makes a bundle whose endpoint is known by what the platform trusts: {@code https_web}. */
    public static EndpointBundle web(TrustDomain domain, URI url, Sequences sequences) {
        return new EndpointBundle(domain, url, new Fetch(), sequences);
    }

    /**
     * Makes a bundle whose endpoint proves itself with an X.509-SVID of the domain itself, by the bundle that is known so far: {@code
     * https_spiffe}.
     *
     * @param first to know it by at the beginning
     */
    public static EndpointBundle spiffe(
            TrustDomain domain, URI url, SpiffeBundle first, SpiffeTrust endpoint, Sequences sequences, Instant now) {
        var made = new EndpointBundle(domain, url, new Fetch(Optional.of(endpoint.context())), sequences);
        made.bundle.knowing(first, now);
        endpoint.by(() -> made.bundle.latest().orElse(first));
        return made;
    }

    @Override
    public SpiffeBundle current(Instant now) {
        return bundle.current(now);
    }

    @Override
    public void close() {
        bundle.close();
        fetch.close();
    }

    /** The endpoint's own word. */
    private record Endpoint(TrustDomain domain, URI url, Fetch fetch, Sequences sequences)
            implements Refreshing.Source<SpiffeBundle> {

        @Override
        public JwtResult<SpiffeBundle> ask(@Nullable SpiffeBundle last) throws InterruptedException {
            return switch (fetch.get(url)) {
                case Fetched.Failed(String why) ->
                    JwtResult.refused(JwtProblem.UNCERTAIN, "its endpoint `" + url.getHost() + "` " + why);
                case Fetched.Answer answer ->
                    answer.fine()
                            ? BundleReader.read(domain, answer.body()).then(next -> notOlder(next, last))
                            : JwtResult.refused(
                                    JwtProblem.UNCERTAIN, "its endpoint answers with status " + answer.status());
            };
        }

        private JwtResult<SpiffeBundle> notOlder(SpiffeBundle next, @Nullable SpiffeBundle last) {
            Optional<String> objection = sequences.objection(next);
            if (objection.isPresent()) {
                return JwtResult.refused(JwtProblem.REPLAYED, objection.get());
            }
            try {
                sequences.trusted(next);
            } catch (IOException e) {
                return JwtResult.refused(JwtProblem.UNCERTAIN, "its sequence cannot be stored: check the data folder");
            }
            // the same object says that nothing has changed
            return last != null && next.sequence().equals(last.sequence()) && next.hasKeysOf(last)
                    ? JwtResult.ok(last)
                    : JwtResult.ok(next);
        }

        @Override
        public Duration period(SpiffeBundle answer) {
            Duration hint = answer.refreshHint().orElse(USUAL);
            return hint.compareTo(PAUSE) < 0 ? PAUSE : hint.compareTo(LONGEST) > 0 ? LONGEST : hint;
        }

        @Override
        public void refused(String why, boolean counts, boolean again) {
            LOG.log(System.Logger.Level.WARNING, "the bundle of `" + domain + "` is unchanged: " + why);
        }
    }
}
