package dev.interlock.server.app;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.oauth.Resources;
import dev.interlock.server.oauth.Workloads;
import dev.interlock.server.tls.ClientCertificate;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The authorization server, with the parts that it needs. */
final class OAuthSetup {

    private OAuthSetup() {}

    /**
     * @param issuer the address by which callers know the server
     * @throws IOException if the keys cannot be read
     */
    static OAuth of(Core core, Intake intake, OAuthConfig oauth, Supplier<String> issuer) throws IOException {
        ServerConfig config = core.config();
        var servers = new TreeSet<>(config.upstreams().keySet());
        servers.addAll(config.endpoints().keySet());
        var surroundings = new OAuth.Surroundings(
                issuer,
                config.hosts(),
                config.origins(),
                config.listen().tls().isPresent(),
                new Resources(servers, config.apis().keySet(), outside(config)),
                config.registry(),
                new Verified(intake.callers()),
                core.domain(),
                agent -> {
                    try (RateLimiter.Visit visit = intake.limiter().visit()) {
                        return visit.arrive(agent.name()).map(RateLimiter.Busy::retryAfter);
                    }
                },
                intake.refusals());
        return new OAuth(oauth, core.keys().forTasks(), surroundings, core.clock());
    }

    /** The enforcement points that may pass tokens on. */
    private static Set<String> outside(ServerConfig config) {
        return config.authzen().stream()
                .flatMap(authzen -> authzen.callers().values().stream())
                .filter(EnforcementPoint::passesTokens)
                .map(EnforcementPoint::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The workloads, as the doors know them too. */
    private record Verified(Callers callers) implements Workloads {

        @Override
        public JwtResult<Caller> caller(String token, Optional<ClientCertificate> client, Optional<String> key) {
            return callers.verify(token, client, key)
                    .then(proven -> callers.contradicts(client, proven.party())
                            ? JwtResult.refused(JwtProblem.CLAIM, Callers.CONTRADICTION)
                            : JwtResult.ok(proven.party()));
        }

        @Override
        public JwtResult<Caller> caller(ClientCertificate certificate) {
            return switch (callers.identify(Optional.empty(), Optional.of(certificate))) {
                case Authentication.Known known -> JwtResult.ok(known.caller().party());
                case Authentication.Unknown unknown ->
                    JwtResult.refused(unknown.problem().orElse(JwtProblem.ISSUER), unknown.message());
            };
        }
    }
}
