package dev.interlock.server.app;

import dev.interlock.server.breakglass.LaneAuthenticator;
import dev.interlock.server.breakglass.LaneCredentials;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.door.authzen.AuthzenDoor;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.notify.channel.Callbacks;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.PassedTokens;
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
     * @param lanes the credentials of break-glass lanes
     * @throws IOException if what is kept of access requests cannot be read
     */
    static AuthzenDoor of(
            Core core,
            Intake intake,
            AuthzenConfig authzen,
            Supplier<String> url,
            Optional<OAuth> oauth,
            LaneCredentials lanes)
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
                        (caller, text) -> verify(oauth, lanes, caller, text)),
                core.clock());
    }

    /** Verifies what an agent showed to an enforcement point: the credential of a lane, or a token where some are issued. */
    private static PassedTokens.Outcome verify(
            Optional<OAuth> oauth, LaneCredentials lanes, String caller, String text) {
        if (LaneCredentials.isCredential(text)) {
            return lanes.find(text)
                    .<PassedTokens.Outcome>map(one -> new PassedTokens.Outcome.Counts(
                            new PassedTokens.Holder(one.agent(), one.runtime(), one.task(), one.lease())))
                    .orElseGet(() -> new PassedTokens.Outcome.Refused(
                            LaneAuthenticator.UNKNOWN,
                            "this credential belongs to no open lane: a credential ends with its lane, and a"
                                    + " person who opens another lane gets a new one"));
        }
        return oauth.map(issues -> issues.passed().check(caller, text))
                .orElseGet(() -> new PassedTokens.Outcome.Refused(
                        "token-not-taken",
                        "this server issues no tokens (`oauth`), and this is not the credential of a lane"));
    }
}
