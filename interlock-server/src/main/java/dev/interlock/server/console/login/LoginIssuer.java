package dev.interlock.server.console.login;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.http.fetch.Refreshing;
import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Discovered;
import dev.interlock.server.identity.oidc.Discovery;
import dev.interlock.server.identity.oidc.Metadata;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One issuer at which people log in. Strangers can make the console ask it, so what it publishes about itself is kept for ten minutes, and
 * asked for every ten seconds at the most. Thread-safe.
 */
public final class LoginIssuer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LoginIssuer.class.getName());

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Refreshing.Bounds BOUNDS =
            new Refreshing.Bounds(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofHours(1));

    private final String name;
    private final Application application;
    private final Fetch fetch;
    private final Refreshing<Optional<Metadata>> metadata;

    /**
     * An issuer.
     *
     * @param name in the configuration
     * @param application as for the command line; nothing here is renewed, so nothing is asked for to do that
     * @param fetch asks the issuer; is closed with this
     */
    public LoginIssuer(String name, Application application, Fetch fetch) {
        this.name = name;
        this.application = new Application(
                application.issuer(),
                application.client(),
                withoutOffline(application.scope()),
                application.resource(),
                application.present());
        this.fetch = fetch;
        this.metadata = new Refreshing<>(new Published(application.issuer(), fetch), BOUNDS, Optional.empty());
    }

    private static String withoutOffline(String scope) {
        return Arrays.stream(scope.split(" ", -1))
                .filter(part -> !part.equals("offline_access"))
                .collect(Collectors.joining(" "));
    }

    /** The name in the configuration. */
    public String name() {
        return name;
    }

    /** The host, as people know the issuer. */
    public String host() {
        URI address = URI.create(application.issuer());
        return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
    }

    Application application() {
        return application;
    }

    Fetch fetch() {
        return fetch;
    }

    /** Returns what the issuer publishes about itself; empty while it cannot be asked. */
    Optional<Metadata> metadata(Instant now) {
        return metadata.current(now);
    }

    @Override
    public void close() {
        metadata.close();
        fetch.close();
    }

    /** The issuer's own word about itself. */
    private record Published(String issuer, Fetch fetch) implements Refreshing.Source<Optional<Metadata>> {

        @Override
        public JwtResult<Optional<Metadata>> ask(@Nullable Optional<Metadata> last) throws InterruptedException {
            return switch (new Discovery(fetch).of(issuer)) {
                case Discovered.Found(Metadata found) -> JwtResult.ok(Optional.of(found));
                case Discovered.Failed(String why) -> JwtResult.refused(JwtProblem.UNCERTAIN, why);
            };
        }

        @Override
        public Duration period(Optional<Metadata> answer) {
            return FRESH;
        }

        @Override
        public void refused(String why, boolean counts, boolean again) {
            if (!again) {
                LOG.log(System.Logger.Level.WARNING, "no one can log in to the console: " + why);
            }
        }
    }
}
