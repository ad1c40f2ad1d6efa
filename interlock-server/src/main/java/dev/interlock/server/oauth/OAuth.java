package dev.interlock.server.oauth;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.jose.SigningKeys;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Puts the parts of the authorization server together, and of what the doors ask of its tokens. Thread-safe. */
public final class OAuth {

    /** Clocks of those who keep our keys may differ from ours by so much. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private final OAuthConfig config;
    private final TokenKeys keys;
    private final InstantSource clock;
    private final OAuthServer server;
    private final ShownTokens shown;
    private final PassedTokens passed;

    /**
     * The parts of the server that the authorization server works with.
     *
     * @param issuer the address by which this server is known, without a slash at its end
     * @param hosts names that {@code Host} may give, without port; empty for any
     * @param origins values of {@code Origin} that are let in
     * @param certificates whether clients can be known by certificates here
     */
    public record Surroundings(
            Supplier<String> issuer,
            Set<String> hosts,
            Set<String> origins,
            boolean certificates,
            Resources resources,
            Registry registry,
            Workloads workloads,
            Domain domain,
            TokenRequestLimit pace,
            Refusals refusals) {}

    public OAuth(OAuthConfig config, TokenKeys keys, Surroundings around, InstantSource clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
        var proofs = new DpopCheck(new DpopNonces(new SecureRandom()));
        var tokens = new TaskTokens(around.issuer(), around.resources(), keys);
        var clients = new Clients(around.issuer(), config.clients());
        LiveLeases leases = new DomainLeases(around.domain());
        this.shown = new ShownTokens(
                around.issuer(),
                around.resources(),
                tokens,
                proofs,
                leases,
                around.registry(),
                around.refusals(),
                clock);
        this.passed = new PassedTokens(tokens, leases, clock);
        var grants = new Grants(
                around.issuer(),
                around.resources(),
                around.registry(),
                around.workloads(),
                proofs,
                tokens,
                leases,
                new TaskGrants(around.domain(), tokens, config.tokenTime()),
                around.pace(),
                clock);
        this.server = new OAuthServer(
                around.issuer(),
                around.hosts(),
                around.origins(),
                around.resources(),
                keys,
                around.certificates(),
                Map.of(
                        Metadata.TOKEN, grants,
                        Metadata.INTROSPECT, new Introspection(clients, tokens, leases, clock),
                        Metadata.REVOKE,
                                new Revocation(
                                        around.issuer(),
                                        clients,
                                        tokens,
                                        proofs,
                                        around.registry(),
                                        around.domain(),
                                        clock)),
                around.refusals());
    }

    /** Returns the check of tokens that are shown at the doors. */
    public ShownTokens shown() {
        return shown;
    }

    /** Returns the check of tokens that enforcement points outside pass on. */
    public PassedTokens passed() {
        return passed;
    }

    /** Returns the paths of the authorization server. */
    public List<Route> routes() {
        return server.routes();
    }

    /**
     * Rotates the keys that are due: the next key signs once the current one has signed for as long as it may. To be called now and
     * then.
     *
     * @throws IOException if that cannot be made durable; then the current key goes on
     */
    public void rotateIfDue() throws IOException {
        rotateIfDue(keys.tasks(), "tokens");
        rotateIfDue(keys.lanes(), "tokens of break-glass lanes");
    }

    private void rotateIfDue(SigningKeys keys, String what) throws IOException {
        if (keys.rotateIfDue(
                clock.instant(), config.rotation(), config.tokenTime().plus(SLACK))) {
            System.getLogger(OAuth.class.getName())
                    .log(System.Logger.Level.INFO, what + " are now signed with the key `" + keys.currentId() + "`");
        }
    }
}
