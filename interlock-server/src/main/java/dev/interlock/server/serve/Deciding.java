package dev.interlock.server.serve;

import dev.interlock.server.authzen.AuthzenDoor;
import dev.interlock.server.authzen.EvaluationWatch;
import dev.interlock.server.config.AuthzenConfig;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.gate.OutsideGate;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.mcp.Admission;
import dev.interlock.server.mcp.wire.JsonLimits;
import dev.interlock.server.notify.Callbacks;
import dev.interlock.server.tls.ClientCertificate;
import dev.interlock.server.web.Presented;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The door for enforcement points outside, with what is around it. */
final class Deciding {

    private static final String DOOR = "/access";

    private Deciding() {}

    /**
     * @param url the address by which callers know the server
     * @throws IOException if what is kept of access requests cannot be read
     */
    static AuthzenDoor of(
            ServerConfig config,
            AuthzenConfig authzen,
            OutsideGate gate,
            JsonLimits limits,
            Callers callers,
            Admission admission,
            RefusalRecord refusals,
            SigningKeys keys,
            Supplier<String> url,
            EvaluationWatch watch,
            InstantSource clock)
            throws IOException {
        return new AuthzenDoor(
                authzen,
                gate,
                new AuthzenDoor.Surroundings(
                        config.hosts(),
                        presented -> identified(callers, refusals, presented),
                        config.registry(),
                        admission,
                        limits,
                        refusals::known,
                        keys,
                        url,
                        watch,
                        new Callbacks(keys, url, clock),
                        config.data()),
                clock);
    }

    private static Identified identified(Callers callers, RefusalRecord refusals, Presented presented) {
        Identified outcome = callers.identifyEnforcer(new Presentation(
                presented.headers().first("authorization"),
                presented.client().map(ClientCertificate::chain).orElse(List.of()),
                Optional.empty()));
        if (outcome instanceof Identified.Unknown unknown) {
            unknown.problem().ifPresent(problem -> refusals.identity(problem, DOOR));
        }
        return outcome;
    }
}
