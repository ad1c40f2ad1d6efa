package dev.interlock.server.app;

import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.door.authzen.AuthzenDoor;
import dev.interlock.server.door.authzen.SubjectTokens;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.notify.channel.Callbacks;
import dev.interlock.server.oauth.OAuth;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The door for enforcement points outside, with the parts that it needs. */
final class AuthzenSetup {

    private static final String DOOR = "/access";

    private AuthzenSetup() {}

    /**
     * @param url the address by which callers know the server
     * @param oauth what issues tokens, where something does
     * @throws IOException if what is kept of access requests cannot be read
     */
    static AuthzenDoor of(Core core, Intake intake, AuthzenConfig authzen, Supplier<String> url, Optional<OAuth> oauth)
            throws IOException {
        ServerConfig config = core.config();
        SigningKeys keys = core.keys().forOthers();
        return new AuthzenDoor(
                authzen,
                core.enforcer(),
                new AuthzenDoor.Surroundings(
                        config.hosts(),
                        intake.enforcers(DOOR),
                        config.registry(),
                        intake.limiter(),
                        core.doorSettings().limits(),
                        intake.refusals()::known,
                        keys,
                        url,
                        core.telemetry().evaluations(),
                        new Callbacks(keys, url, core.clock()),
                        config.data(),
                        oauth.<SubjectTokens>map(issues -> issues.passed()::check)),
                core.clock());
    }
}
