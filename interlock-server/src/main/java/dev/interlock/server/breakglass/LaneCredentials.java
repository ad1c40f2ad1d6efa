package dev.interlock.server.breakglass;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.registry.TokenHash;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The credentials of break-glass lanes: what a fresh instance of an agent shows beside the proof of who the agent is. Each stands for one
 * instance, which therefore has acted nowhere before, and ends with its lane. Thread-safe.
 *
 * <p>INVARIANT: nothing of a credential is kept or recorded but its digest.
 */
public final class LaneCredentials {

    private static final int RUNTIME_DIGITS = 12;

    private final Domain domain;
    private final RandomGenerator random;

    /** @param random must be unpredictable outside tests */
    public LaneCredentials(Domain domain, RandomGenerator random) {
        this.domain = domain;
        this.random = random;
    }

    /** The outcome of admitting an instance. */
    public sealed interface Result {

        /**
         * The instance is admitted.
         *
         * @param credential to be shown to the person who asked, once
         */
        record Admitted(long lease, Token credential) implements Result {}

        record Refused(Answer.Refused why) implements Result {}
    }

    /**
     * An instance that was admitted to a lane, and may act in it.
     *
     * @param agent the name under which it is registered
     * @param runtime the running instance
     * @param task the lane's
     */
    public record Admission(String agent, String runtime, long task, long lease) {}

    /**
     * Admits a fresh instance of the agent to an open lane.
     *
     * @param by who asks for the credential: one of those who opened the lane
     * @param agent of the lane, as registered now
     */
    public Result admit(long lane, Caller by, Caller agent) {
        Token credential = Token.create(random);
        String digest = credential.hash().hex();
        var instance = Registry.withRuntime(agent, "credential-" + digest.substring(0, RUNTIME_DIGITS));
        return switch (domain.ask(new LaneCommand.Admit(lane, by, instance, digest))
                .answer()) {
            case Answer.Done done -> new Result.Admitted(done.number(), credential);
            case Answer.Refused refused -> new Result.Refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("an admission is not a call");
        };
    }

    /** Returns whether the text has the form of a credential; whether it is one is for {@link #find} to say. */
    public static boolean isCredential(String text) {
        return Token.isToken(text);
    }

    /** Returns the instance that the credential stands for, while its lane is open; empty for any other text. */
    public Optional<Admission> find(String text) {
        if (!isCredential(text)) {
            return Optional.empty();
        }
        String digest = TokenHash.of(text).hex();
        return domain.query(state -> lease(state, digest))
                .filter(issued -> domain.leases().live(issued.lease(), domain.now()))
                .flatMap(LaneCredentials::admission);
    }

    /** Open lanes are few, and so are the leases of one. */
    private static Optional<LeaseEvent.Issued> lease(State state, String digest) {
        for (Lane lane : state.lanes().all()) {
            if (lane.status() != Lane.Status.OPEN) {
                continue;
            }
            for (Lease lease : state.leases().of(lane.opened().orElseThrow().task())) {
                LeaseEvent.Issued issued = lease.issued();
                if (issued.kind().equals(BreakGlass.CREDENTIAL)
                        && digest.equals(issued.binding().get(BreakGlass.DIGEST))) {
                    return Optional.of(issued);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Admission> admission(LeaseEvent.Issued issued) {
        return issued.actor().get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime
                ? Optional.of(new Admission(issued.actor().name(), runtime.value(), issued.task(), issued.lease()))
                : Optional.empty();
    }
}
