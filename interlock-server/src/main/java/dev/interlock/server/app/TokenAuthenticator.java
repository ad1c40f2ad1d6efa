package dev.interlock.server.app;

import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.oauth.TaskToken;
import dev.interlock.server.oauth.TokenDoor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The authenticator knows tokens for tasks, and leaves other proofs to another one. */
final class TokenAuthenticator implements Authenticator {

    private final TokenDoor door;
    private final Registry registry;
    private final Authenticator others;

    TokenAuthenticator(TokenDoor door, Registry registry, Authenticator others) {
        this.door = door;
        this.registry = registry;
        this.others = others;
    }

    @Override
    public Authentication authenticate(Presented presented) {
        return switch (door.check(presented)) {
            case TokenDoor.Outcome.NotOurs none -> other(presented);
            case TokenDoor.Outcome.Refused(String reason, String message, Map<String, String> headers) ->
                new Authentication.Unknown(Optional.empty(), message, headers);
            case TokenDoor.Outcome.Proven(TaskToken token, Map<String, String> headers) ->
                registry.named(token.agent())
                        .filter(agent -> agent.agent())
                        .<Authentication>map(agent -> new Authentication.Known(
                                new AuthenticatedCaller(
                                        Registry.withRuntime(
                                                agent, token.binding().runtime()),
                                        OptionalLong.of(token.task())),
                                Optional.empty(),
                                headers))
                        .orElseGet(() -> challenged(presented, "the agent of the token is not registered any more"));
        };
    }

    private Authentication other(Presented presented) {
        return switch (others.authenticate(presented)) {
            case Authentication.Known known -> known;
            case Authentication.Unknown unknown -> challenged(presented, unknown.message());
        };
    }

    private Authentication challenged(Presented presented, String message) {
        return new Authentication.Unknown(
                Optional.empty(), message, Map.of(Challenge.HEADER, door.challenge(presented)));
    }
}
