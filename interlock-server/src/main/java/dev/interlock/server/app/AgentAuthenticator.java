package dev.interlock.server.app;

import dev.interlock.server.door.Authenticator;
import dev.interlock.server.enforce.AgentCaller;
import dev.interlock.server.enforce.Outcome;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.Identified;
import dev.interlock.server.identity.Presentation;
import dev.interlock.server.identity.Refusals;
import java.util.Map;

/** The authenticator of the doors for agents. */
final class AgentAuthenticator implements Authenticator {

    private final Callers callers;
    private final Refusals refusals;

    AgentAuthenticator(Callers callers, Refusals refusals) {
        this.callers = callers;
        this.refusals = refusals;
    }

    @Override
    public Outcome authenticate(Presented presented) {
        return switch (callers.identify(Presentation.of(presented))) {
            case Identified.Known known -> new Outcome.Known(new AgentCaller(known.caller()));
            case Identified.Unknown unknown -> {
                String door = presented.path().startsWith("/rest") ? "/rest" : "/mcp";
                unknown.problem().ifPresent(problem -> refusals.refused(problem, door));
                yield new Outcome.Unknown(
                        unknown.message(),
                        Map.of(
                                Challenge.HEADER,
                                Challenge.bearer(presented.headers()).toString()));
            }
        };
    }
}
