package dev.interlock.server.app;

import dev.interlock.server.door.Authenticator;
import dev.interlock.server.enforce.AgentCaller;
import dev.interlock.server.enforce.Outcome;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.oauth.TaskToken;
import dev.interlock.server.oauth.TokenDoor;
import dev.interlock.server.render.Ids;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
    public Outcome authenticate(Presented presented) {
        return switch (door.check(presented)) {
            case TokenDoor.Outcome.NotOurs none -> other(presented);
            case TokenDoor.Outcome.Refused(String reason, String message, Map<String, String> headers) ->
                new Outcome.Unknown(message, headers);
            case TokenDoor.Outcome.Proven(TaskToken token, Map<String, String> headers) ->
                registry.named(token.agent())
                        .filter(agent -> agent.agent())
                        .<Outcome>map(agent -> new Outcome.Known(
                                new AgentCaller(
                                        Registry.withRuntime(
                                                agent, token.binding().runtime()),
                                        Optional.of(Ids.task(token.task()))),
                                headers))
                        .orElseGet(() -> challenged(presented, "the agent of the token is not registered any more"));
        };
    }

    private Outcome other(Presented presented) {
        return switch (others.authenticate(presented)) {
            case Outcome.Known known -> known;
            case Outcome.Unknown(String message, Map<String, String> headers) -> {
                var all = new LinkedHashMap<>(headers);
                all.put(Challenge.HEADER, door.challenge(presented));
                yield new Outcome.Unknown(message, all);
            }
        };
    }

    private Outcome challenged(Presented presented, String message) {
        return new Outcome.Unknown(message, Map.of(Challenge.HEADER, door.challenge(presented)));
    }
}
