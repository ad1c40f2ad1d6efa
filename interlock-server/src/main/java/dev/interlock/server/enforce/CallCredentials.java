package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.credential.CredentialUse;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.credential.broker.CredentialResult;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.UpstreamConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Fetches what a permitted call is sent with. To fetch a credential is a call of its own: of the tool {@code credential/NAME} of the
 * server {@code interlock}, by the same caller in the same task, decided by catalogue and rules and recorded as any other. Without
 * an entry in the catalogue it is denied.
 */
final class CallCredentials {

    /** Tools by which credentials are fetched begin so. */
    private static final String TOOL = "credential/";

    private static final int TURNS = 256;

    private final List<ReentrantLock> turns =
            IntStream.range(0, TURNS).mapToObj(i -> new ReentrantLock()).toList();
    private final Decisions decisions;
    private final OutcomeRecorder outcomes;
    private final Broker broker;

    /** The credential that a call is sent with, or the reason why it cannot be sent. */
    sealed interface Provided {
        /** The call can be sent with this credential, or as it is if its upstream needs none. */
        record With(Optional<Injection> injection) implements Provided {}

        record Not(CallOutcome.RefusedBeforeEffect why) implements Provided {}
    }

    CallCredentials(Decisions decisions, OutcomeRecorder outcomes, Broker broker) {
        this.decisions = decisions;
        this.outcomes = outcomes;
        this.broker = broker;
    }

    /** Provides the credential for a call that was permitted in a task. */
    Provided provide(AuthenticatedCaller from, CallContext call, long task) {
        Caller caller = from.party();
        Optional<CredentialUse> use = broker.use(call.server());
        if (use.isEmpty()) {
            return new Provided.With(Optional.empty());
        }
        Optional<Injection> held = broker.held(caller, task, use.get());
        if (held.isPresent()) {
            return new Provided.With(held);
        }
        // One fetches, and those who come at the same time get the same.
        ReentrantLock turn = turns.get(
                Math.floorMod(Objects.hash(task, caller.runtime(), use.get().name()), TURNS));
        turn.lock();
        try {
            Optional<Injection> meanwhile = broker.held(caller, task, use.get());
            return meanwhile.isPresent() ? new Provided.With(meanwhile) : fetched(from, call, task, use.get());
        } finally {
            turn.unlock();
        }
    }

    private Provided fetched(AuthenticatedCaller from, CallContext call, long task, CredentialUse use) {
        var fetch = new CallContext(
                UpstreamConfig.OURS,
                TOOL + use.name(),
                Json.object(),
                Optional.of(Ids.task(task)),
                call.session(),
                call.revision(),
                Optional.empty());
        try {
            Decided decided = new CallDecisions(decisions, from, fetch).first();
            return switch (decided.answer()) {
                case Answer.Deny deny -> refused(use, decided.answers().denied(deny));
                case Answer.Hold hold -> refused(use, decided.answers().held(hold));
                case Answer.Permit permit -> issued(from.party(), task, permit.call(), use);
                case Answer.Done done -> throw new IllegalStateException("a call got an unexpected kind of answer");
                case Answer.Refused refused ->
                    throw new IllegalStateException("a call got an unexpected kind of answer");
            };
        } catch (UnavailableException e) {
            return not("credential-unavailable", "no decision on `" + use.name() + "` is possible now");
        }
    }

    /** Issues a credential and settles its call. A credential that is not handed out has had no effect: what is left of it is withdrawn. */
    private Provided issued(Caller caller, long task, long call, CredentialUse use) {
        CredentialResult lent = broker.issue(caller, task, call, use);
        Settlement settlement = switch (lent) {
            case CredentialResult.Ready ready -> new Settlement.Succeeded(List.of());
            case CredentialResult.Nothing nothing -> new Settlement.Failed(nothing.reason());
        };
        var _ = outcomes.settleDurably(call, settlement);
        return switch (lent) {
            case CredentialResult.Ready ready -> new Provided.With(Optional.of(ready.injection()));
            case CredentialResult.Nothing nothing ->
                not("credential-unavailable", "its credential cannot be issued: " + nothing.reason());
        };
    }

    private static Provided refused(CredentialUse use, CallAnswer answer) {
        return switch (answer) {
            case CallAnswer.Denied denied ->
                not("credential-denied", "its credential `" + use.name() + "` was denied: " + denied.message());
            case CallAnswer.Held held ->
                not(
                        "credential-held",
                        "its credential `" + use.name() + "` is held (hold " + held.holdId() + "): " + held.message()
                                + " Once the hold is approved, make the same call again");
            default -> throw new IllegalStateException("a refused call got an unexpected kind of answer");
        };
    }

    private static Provided not(String code, String why) {
        return new Provided.Not(new CallOutcome.RefusedBeforeEffect(code, why));
    }
}
