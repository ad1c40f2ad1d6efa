package dev.interlock.server.gate;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for enforcement points outside, which carry out by themselves what is permitted. The same facts, the same decision and the same
 * history as for calls that come through Interlock. Thread-safe.
 */
public final class OutsideGate {

    /** How often a call is mapped again because the bundle changed meanwhile. */
    private static final int MOST_REMAPS = 5;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final InstantSource clock;

    /** @param policy the bundle in force */
    public OutsideGate(Domain domain, Supplier<Policy> policy, InstantSource clock) {
        this.domain = domain;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * A call that somebody wants to make.
     *
     * @param subject who, as the running instance that the enforcement point says it is
     * @param task the number of the task that it is part of; empty: the subject's implicit task
     */
    public record Question(
            Caller subject, OptionalLong task, String server, String tool, Map<String, @Nullable Object> arguments) {}

    /**
     * What was decided.
     *
     * @param answer a verdict, or why there is none: what was asked under a key is something else, or was carried out
     * @param reportMillis of a permitted call: until when its outcome is to be reported, if somebody will
     */
    public record Decided(Policy policy, Answer answer, OptionalLong reportMillis) {

        /** Why the call may not be carried out, in words. */
        public Reasons reasons() {
            return new Answers(policy.bundle()).reasons((Answer.Verdict) answer);
        }
    }

    /** The bundle in force. */
    public Policy policy() {
        return policy.get();
    }

    /**
     * Decides and records. A permit counts from then on, until its outcome is reported.
     *
     * @throws UnavailableException when nothing can be decided or recorded now: deny
     */
    public Decided ask(Question question, Asking asking) {
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            Optional<Reply> reply = domain.askUnder(now.bundle().digest(), command(now, question, Optional.of(asking)));
            if (reply.isPresent()) {
                return decided(now, reply.get());
            }
        }
        throw tooOften();
    }

    private Decided decided(Policy now, Reply reply) {
        return switch (reply.answer()) {
            case Answer.Done(long call, var withheld) -> repeated(now, call);
            case Answer.Permit permit ->
                new Decided(now, permit, reportMillis(event(reply.receipt().index())));
            case Answer.Verdict verdict -> new Decided(now, verdict, OptionalLong.empty());
            case Answer.Refused refused -> new Decided(now, refused, OptionalLong.empty());
        };
    }

    /** As it was answered before. */
    private Decided repeated(Policy now, long call) {
        Event event = event(call);
        Answer.Verdict verdict = switch (event) {
            case Event.CallReserved e -> new Answer.Permit(e.call(), e.task(), e.findings(), e.excepted());
            case Event.CallHeld e -> new Answer.Hold(e.call(), e.hold(), e.findings(), BindingCode.of(e.digest(), e.hold()));
            case Event.CallDenied e -> new Answer.Deny(e.call(), e.findings());
            default -> throw new IllegalStateException("a call was answered as something else");
        };
        return new Decided(now, verdict, reportMillis(event));
    }

    private static OptionalLong reportMillis(Event event) {
        return event instanceof Event.CallDecided decided && decided.asked().isPresent()
                ? decided.asked().get().reportMillis()
                : OptionalLong.empty();
    }

    private Event event(long index) {
        return domain.history().event(index).event();
    }

    /**
     * What would be decided now. Nothing is recorded, and nothing counts.
     *
     * @return one for each question, in their order, all by the same state
     * @throws UnavailableException when nothing can be decided now
     */
    public List<Decided> advise(List<Question> questions) {
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            var commands = new ArrayList<Command>(questions.size());
            questions.forEach(question -> commands.add(command(now, question, Optional.empty())));
            long time = clock.millis();
            Optional<List<Decided>> decided = domain.query(state -> {
                if (!state.bundle().digest().equals(now.bundle().digest())) {
                    return Optional.empty();
                }
                var answers = new ArrayList<Decided>(commands.size());
                for (Command command : commands) {
                    answers.add(new Decided(
                            now, Decider.decide(state, command, time).answer(), OptionalLong.empty()));
                }
                return Optional.of(answers);
            });
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        throw tooOften();
    }

    private static Command command(Policy now, Question question, Optional<Asking> asking) {
        CallFacts facts = Facts.of(now.catalog(), question.server(), question.tool(), question.arguments());
        return new Command.DecideCall(
                question.subject(), question.task(), facts, OptionalLong.empty(), OptionalLong.empty(), asking);
    }

    /**
     * Records what came of a permitted call, as the enforcement point that asked for it says.
     *
     * @return what is recorded, which is unknown where the report contradicts the record; or why nothing is
     */
    public Reported report(long call, String by, Settlement settlement) {
        Reply reply = domain.ask(new Command.ReportCall(call, by, settlement));
        if (reply.answer() instanceof Answer.Refused refused) {
            return new Reported.Not(refused);
        }
        return reply.receipts().stream()
                .map(receipt -> event(receipt.index()))
                .filter(Event.CallSettled.class::isInstance)
                .findFirst()
                .map(settled -> new Reported.As(((Event.CallSettled) settled).settlement()))
                .orElseGet(() -> new Reported.As(settlement));
    }

    /** What became of a report. */
    public sealed interface Reported {

        record As(Settlement settlement) implements Reported {}

        record Not(Answer.Refused why) implements Reported {}
    }

    /**
     * The digest of what was asked, by which the same is known again.
     *
     * @throws IllegalArgumentException if it has no canonical form
     */
    public static String digest(Map<String, @Nullable Object> asked) {
        try {
            return Digests.sha256(CanonicalJson.canonicalize(asked));
        } catch (UnencodableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static UnavailableException tooOften() {
        return new UnavailableException("the policy changes too often to decide the call");
    }
}
