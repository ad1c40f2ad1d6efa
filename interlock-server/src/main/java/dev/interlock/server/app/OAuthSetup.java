package dev.interlock.server.app;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.enforce.AgentCaller;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.identity.Proven;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.oauth.Resources;
import dev.interlock.server.oauth.Workloads;
import dev.interlock.server.tls.ClientCertificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
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
                        return visit.arrive(new AgentCaller(agent)).map(RateLimiter.Busy::retryAfter);
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
            var presentation = new Presentation(Optional.empty(), chain(client), key);
            return callers.verify(token, presentation, /* once= */ false)
                    .then(proven -> callers.contradicts(presentation, proven.party())
                            ? JwtResult.refused(JwtProblem.CLAIM, Callers.CONTRADICTION)
                            : JwtResult.ok(proven.party()));
        }

        @Override
        public JwtResult<Caller> caller(ClientCertificate certificate) {
            var presentation = new Presentation(Optional.empty(), chain(Optional.of(certificate)), Optional.empty());
            return switch (callers.identify(presentation)) {
                case Identified.Known(Caller caller, Optional<Proven> proven) -> JwtResult.ok(caller);
                case Identified.Unknown(Optional<JwtProblem> problem, String message) ->
                    JwtResult.refused(problem.orElse(JwtProblem.ISSUER), message);
            };
        }

        private static List<X509Certificate> chain(Optional<ClientCertificate> client) {
            return client.map(ClientCertificate::chain).orElse(List.of());
        }
    }
}
