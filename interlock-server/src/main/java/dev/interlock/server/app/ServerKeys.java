package dev.interlock.server.app;

import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.credential.CredentialConfig;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.oauth.TokenKeys;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The keys that sign tokens are opened once, when the first part needs them, and rotated while the server runs. Only
 * the thread that starts the server uses this object.
 */
final class ServerKeys {

    private static final System.Logger LOG = System.getLogger(ServerKeys.class.getName());

    /** The time for which a key signs where no tokens for tasks are issued; it is published as long after that. */
    private static final Duration LIFE = Duration.ofDays(30);

    private static final Duration OVERLAP = Duration.ofDays(1);

    private final ServerConfig config;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private Optional<SigningKeys> open = Optional.empty();
    private boolean changing;

    /** @param timer sees to it that they change */
    ServerKeys(ServerConfig config, ScheduledExecutorService timer, InstantSource clock) {
        this.config = config;
        this.timer = timer;
        this.clock = clock;
    }

    /** Returns the keys that sign credentials; absent where no credential is a token. */
    Optional<SigningKeys> forCredentials() throws IOException {
        return config.credentials().values().stream().anyMatch(CredentialConfig.Jwt.class::isInstance)
                ? Optional.of(opened())
                : Optional.empty();
    }

    /** Returns the keys that sign tokens for tasks, which rotate them by their own lifetime. */
    TokenKeys forTasks() throws IOException {
        return new TokenKeys(
                opened(), SigningKeys.openForLanes(config.data(), algorithm(), clock.instant(), new SecureRandom()));
    }

    /** Returns the keys that sign what is told to others. */
    SigningKeys forOthers() throws IOException {
        SigningKeys keys = opened();
        if (config.oauth().isEmpty() && !changing) { // else the tokens for tasks have them changed
            changing = true;
            hourly(() -> {
                var unused = keys.rotateIfDue(clock.instant(), LIFE, OVERLAP);
            });
        }
        return keys;
    }

    /** Rotates the keys from now on as the tokens for tasks need it. */
    void changeWith(OAuth oauth) {
        hourly(oauth::rotateIfDue);
    }

    private SigningKeys opened() throws IOException {
        SigningKeys keys = open.isPresent()
                ? open.get()
                : SigningKeys.open(config.data(), algorithm(), clock.instant(), new SecureRandom());
        open = Optional.of(keys);
        return keys;
    }

    private Algorithm algorithm() {
        return config.oauth().map(OAuthConfig::algorithm).orElse(Algorithm.ED25519);
    }

    private interface Change {
        void run() throws IOException;
    }

    private void hourly(Change change) {
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        change.run();
                    } catch (IOException | RuntimeException e) {
                        LOG.log(
                                System.Logger.Level.ERROR,
                                "the keys for tokens could not be rotated; the current key remains in use",
                                e);
                    }
                },
                0,
                1,
                TimeUnit.HOURS);
    }
}
