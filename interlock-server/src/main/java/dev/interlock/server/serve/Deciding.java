package dev.interlock.server.serve;

import dev.interlock.server.authzen.AuthzenDoor;
import dev.interlock.server.authzen.EvaluationWatch;
import dev.interlock.server.authzen.SubjectTokens;
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
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.PassedTokens;
import dev.interlock.server.oauth.TaskToken;
import dev.interlock.server.tls.ClientCertificate;
import dev.interlock.server.web.Presented;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The door for enforcement points outside, with what is around it. */
final class Deciding {

    private static final String DOOR = "/access";

    private Deciding() {}

    /**
     * @param url the address by which callers know the server
     * @param oauth what issues tokens, where something does
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
            Optional<OAuth> oauth,
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
                        config.data(),
                        oauth.<SubjectTokens>map(issues ->
                                (caller, token) -> outcome(issues.passed().check(caller, token)))),
                clock);
    }

    /** Who acts with a token, as at the other doors: the instance is its key. */
    private static SubjectTokens.Outcome outcome(PassedTokens.Outcome outcome) {
        return switch (outcome) {
            case PassedTokens.Outcome.Counts(TaskToken token) ->
                new SubjectTokens.Outcome.Proven(
                        token.agent(), token.binding().runtime(), token.task(), OptionalLong.of(token.lease()));
            case PassedTokens.Outcome.Refused(String reason, String message, Optional<TaskToken> token) ->
                new SubjectTokens.Outcome.Refused(
                        reason,
                        message,
                        token.isPresent() ? OptionalLong.of(token.get().lease()) : OptionalLong.empty());
        };
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
