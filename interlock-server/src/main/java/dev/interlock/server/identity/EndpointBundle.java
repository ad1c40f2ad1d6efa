package dev.interlock.server.identity;

import dev.interlock.server.fetch.Fetch;
import dev.interlock.server.fetch.Fetched;
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

    /** Where the bundle does not say. */
    private static final Duration USUAL = Duration.ofMinutes(5);

    private static final Duration SHORTEST = Refreshing.PAUSE;
    private static final Duration LONGEST = Refreshing.STALE.dividedBy(2);

    private final Refreshing<SpiffeBundle> bundle;
    private final Fetch fetch;

    private EndpointBundle(
            TrustDomain domain, URI url, @Nullable SpiffeBundle first, Fetch fetch, Sequences sequences, Instant now) {
        this.fetch = fetch;
        this.bundle = new Refreshing<>(
                "the bundle of `" + domain + "`",
                SpiffeBundle.empty(domain),
                first,
                last -> ask(domain, url, fetch, sequences, last),
                EndpointBundle::period,
                now);
    }

    /** One whose endpoint is known by what the platform trusts: {@code https_web}. */
    public static EndpointBundle web(TrustDomain domain, URI url, Sequences sequences, Instant now) {
        return new EndpointBundle(domain, url, null, new Fetch(), sequences, now);
    }

    /**
     * One whose endpoint proves itself with an X.509-SVID of the domain itself, by the bundle that is known so far: {@code https_spiffe}.
     *
     * @param first to know it by at the beginning
     */
    public static EndpointBundle spiffe(
            TrustDomain domain, URI url, SpiffeBundle first, SpiffeTrust endpoint, Sequences sequences, Instant now) {
        EndpointBundle made =
                new EndpointBundle(domain, url, first, new Fetch(Optional.of(endpoint.context())), sequences, now);
        endpoint.by(() -> made.bundle.known().orElse(first));
        return made;
    }

    private static JwtResult<SpiffeBundle> ask(
            TrustDomain domain, URI url, Fetch fetch, Sequences sequences, @Nullable SpiffeBundle last)
            throws InterruptedException {
        return switch (fetch.get(url)) {
            case Fetched.Failed(String why) ->
                JwtResult.refused(JwtProblem.UNCERTAIN, "its endpoint `" + url.getHost() + "` " + why);
            case Fetched.Answer answer ->
                answer.fine()
                        ? BundleReader.read(domain, answer.body()).then(next -> notOlder(next, sequences, last))
                        : JwtResult.refused(
                                JwtProblem.UNCERTAIN, "its endpoint answers with status " + answer.status());
        };
    }

    private static JwtResult<SpiffeBundle> notOlder(
            SpiffeBundle next, Sequences sequences, @Nullable SpiffeBundle last) {
        Optional<String> objection = sequences.objection(next);
        if (objection.isPresent()) {
            return JwtResult.refused(JwtProblem.REPLAYED, objection.get());
        }
        try {
            sequences.trusted(next);
        } catch (IOException e) {
            return JwtResult.refused(JwtProblem.UNCERTAIN, "its sequence cannot be kept: see to the data folder");
        }
        // the same object says that nothing has changed
        return last != null && next.sequence().equals(last.sequence()) && next.hasKeysOf(last)
                ? JwtResult.ok(last)
                : JwtResult.ok(next);
    }

    private static Duration period(SpiffeBundle bundle) {
        Duration hint = bundle.refreshHint().orElse(USUAL);
        return hint.compareTo(SHORTEST) < 0 ? SHORTEST : hint.compareTo(LONGEST) > 0 ? LONGEST : hint;
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
}
