package dev.interlock.server.gate;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Asked;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.json.UnencodableException;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.server.domain.Came;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
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

    /** @param policy the bundle in force */
    public OutsideGate(Domain domain, Supplier<Policy> policy) {
        this.domain = domain;
        this.policy = policy;
    }

    /** The time at which something would be decided now, in milliseconds since 1970: it never goes back. */
    public long now() {
        return domain.now();
    }

    /**
     * A call that somebody wants to make.
     *
     * @param subject who, as the running instance that the enforcement point says it is
     * @param task the number of the task that it is part of; empty: the subject's implicit task
     * @param only the one task in which the subject may act, because the token that it showed is good for that one alone
     */
    public record Question(
            Caller subject,
            OptionalLong task,
            OptionalLong only,
            String server,
            String tool,
            Map<String, @Nullable Object> arguments) {}

    /**
     * What was decided.
     *
     * @param answer a verdict, or why there is none: what was asked under a key is something else, or was carried out
     * @param evaluatedMillis of a held call: when that was recorded
     */
    public record Decided(Policy policy, Answer answer, OptionalLong evaluatedMillis) {

        Decided(Policy policy, Answer answer) {
            this(policy, answer, OptionalLong.empty());
        }

        /** Of a permitted call: until when its outcome is to be reported, if somebody will. */
        public OptionalLong reportMillis() {
            return answer instanceof Answer.Permit permit ? permit.reportMillis() : OptionalLong.empty();
        }

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

    /**
     * A question to be decided and recorded.
     *
     * @param asking who asks, and under which key
     */
    public record Wanted(Question question, Asking asking) {}

    /** What one of several questions came to. */
    public sealed interface Outcome {

        record As(Decided decided) implements Outcome {}

        record Unavailable(UnavailableException why) implements Outcome {}

        /** @throws UnavailableException when it could not be decided or recorded: deny */
        default Decided decided() {
            return switch (this) {
                case As(Decided decided) -> decided;
                case Unavailable(UnavailableException why) -> throw new UnavailableException(why.getMessage(), why);
            };
        }
    }

    /**
     * Decides and records several, in this order: each counts those before it. They become durable together.
     *
     * @return one for each, whatever happens
     */
    public List<Outcome> askTogether(List<Wanted> wanted) {
        try {
            return decidedTogether(wanted);
        } catch (UnavailableException e) {
            return wanted.stream()
                    .map(each -> (Outcome) new Outcome.Unavailable(e))
                    .toList();
        }
    }

    private List<Outcome> decidedTogether(List<Wanted> wanted) {
        for (int i = 0; i < MOST_REMAPS; i++) {
            Policy now = policy.get();
            List<Command> commands = wanted.stream()
                    .map(each -> command(now, each.question(), Optional.of(each.asking())))
                    .toList();
            Optional<List<Came>> came = domain.askTogether(now.bundle().digest(), commands);
            if (came.isPresent()) {
                return came.get().stream().map(each -> outcome(now, each)).toList();
            }
        }
        throw tooOften();
    }

    private Outcome outcome(Policy now, Came came) {
        return switch (came) {
            case Came.Answered(Reply reply) -> new Outcome.As(decided(now, reply));
            case Came.Nothing(UnavailableException why) -> new Outcome.Unavailable(why);
        };
    }

    private Decided decided(Policy now, Reply reply) {
        return switch (reply.answer()) {
            case Answer.Done(long call, var withheld) -> repeated(now, call);
            case Answer.Hold hold ->
                new Decided(
                        now,
                        hold,
                        OptionalLong.of(
                                domain.history().event(reply.receipt().index()).timeMillis()));
            case Answer.Verdict verdict -> new Decided(now, verdict);
            case Answer.Refused refused -> new Decided(now, refused);
        };
    }

    /** As it was answered before. */
    private Decided repeated(Policy now, long call) {
        Event event = event(call);
        Answer.Verdict verdict = switch (event) {
            case Event.CallReserved e ->
                new Answer.Permit(e.call(), e.task(), e.findings(), e.excepted(), e.waived(), reportMillis(e));
            case Event.CallHeld e ->
                new Answer.Hold(e.call(), e.hold(), e.findings(), BindingCode.of(e.digest(), e.hold()));
            case Event.CallDenied e -> new Answer.Deny(e.call(), e.findings());
            default -> throw new IllegalStateException("a call was answered as something else");
        };
        return new Decided(
                now, verdict, OptionalLong.of(domain.history().event(call).timeMillis()));
    }

    private static OptionalLong reportMillis(Event.CallReserved reserved) {
        return reserved.asked().isPresent() ? reserved.asked().get().reportMillis() : OptionalLong.empty();
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
            long time = domain.now();
            Optional<List<Decided>> decided = domain.query(state -> {
                if (!state.bundle().digest().equals(now.bundle().digest())) {
                    return Optional.empty();
                }
                var answers = new ArrayList<Decided>(commands.size());
                for (Command command : commands) {
                    answers.add(new Decided(
                            now, Decider.decide(state, command, time).answer()));
                }
                return Optional.of(answers);
            });
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        throw tooOften();
    }

    /**
     * Why somebody gets nothing to see.
     *
     * @param reason stable
     */
    public record Nothing(String reason, String message) {}

    /**
     * Whether a list has anything in it for the subject; nothing is recorded.
     *
     * @param entries of the catalogue that stand for what is listed; empty where it is enough that the task is there
     * @return empty if it has
     * @throws UnavailableException when nothing can be decided now
     */
    public Optional<Nothing> nothingSeen(Caller subject, OptionalLong task, Optional<List<String>> entries) {
        return new VisibleTools(domain, policy.get()).nothing(subject, task, entries);
    }

    private static Command command(Policy now, Question question, Optional<Asking> asking) {
        CallFacts facts = Facts.of(now.catalog(), question.server(), question.tool(), question.arguments());
        return new Command.DecideCall(
                question.subject(), question.task(), facts, OptionalLong.empty(), question.only(), asking);
    }

    /**
     * Records what came of a permitted call, as the enforcement point that asked for it says.
     *
     * @return what is recorded, which is unknown where the report contradicts the record; or why nothing is
     */
    public Reported report(long call, String by, Settlement told) {
        SecretScan secrets = policy.get().catalog().standingSecrets();
        Settlement settlement = switch (told) {
            case Settlement.Succeeded succeeded -> succeeded;
            case Settlement.Failed(String reason) -> new Settlement.Failed(SecretArguments.text(reason, secrets));
            case Settlement.Unknown(String reason) -> new Settlement.Unknown(SecretArguments.text(reason, secrets));
        };
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

    /**
     * A call that was held for somebody who asked.
     *
     * @param call its number
     * @param by the enforcement point that asked for it
     */
    public record Held(long call, long hold, Optional<String> by, long evaluatedMillis, Event.CallHeld event) {

        public String agent() {
            return event.actor().name();
        }

        public String runtime() {
            return event.actor().get(Attributes.RUNTIME) instanceof AttributeValue.Known known ? known.value() : "";
        }
    }

    /** The held call of this number; empty if there is none. */
    public Optional<Held> held(long call) {
        if (call >= domain.ledger().size()) {
            return Optional.empty();
        }
        Recorded recorded = domain.history().event(call);
        return recorded.event() instanceof Event.CallHeld held
                ? Optional.of(new Held(call, held.hold(), held.asked().map(Asked::by), recorded.timeMillis(), held))
                : Optional.empty();
    }

    /** Whether the question is about this very call: of the same instance, the same tool and the same arguments. */
    public boolean isSameCall(Question question, Held held) {
        CallFacts facts = Facts.of(policy.get().catalog(), question.server(), question.tool(), question.arguments());
        return facts.tool().equals(held.event().facts().tool())
                && facts.argumentsDigest().equals(held.event().facts().argumentsDigest())
                && question.subject().name().equals(held.agent())
                && question.subject().runtime().equals(held.runtime());
    }

    /** Where a held call stands. */
    public sealed interface Standing {

        record Pending() implements Standing {}

        /** It would be permitted now, or was. */
        record Approved(long atMillis, long untilMillis) implements Standing {}

        /** @param status that of the access request profile: denied, expired, cancelled or failed */
        record Over(String status) implements Standing {}
    }

    /** @param subject who wants to make the call, as the instance that asked */
    public Standing standing(Held held, Caller subject) {
        long now = domain.now();
        return domain.query(state -> {
            HoldState hold = state.holds().get(held.hold());
            if (hold == null) {
                return new Standing.Over("cancelled"); // its task has ended
            }
            return switch (hold.status()) {
                case REJECTED -> new Standing.Over("denied");
                case EXPIRED -> new Standing.Over("expired");
                case WITHDRAWN -> new Standing.Over("cancelled");
                case SUPERSEDED, VOIDED -> new Standing.Over("failed");
                case SPENT -> approved(hold);
                case OPEN -> {
                    // What nobody approved is not approved, though it may be permitted by now for other reasons.
                    if (hold.answers().stream()
                            .noneMatch(answer -> answer.event().approved())) {
                        yield new Standing.Pending();
                    }
                    var again = new Command.DecideCall(
                            subject,
                            OptionalLong.of(held.event().task()),
                            held.event().facts());
                    yield Decider.decide(state, again, now).answer() instanceof Answer.Permit
                            ? approved(hold)
                            : new Standing.Pending();
                }
            };
        });
    }

    private static Standing approved(HoldState hold) {
        long valid = hold.reasons().stream()
                .flatMap(reason -> reason.need().stream())
                .mapToLong(Need::validMillis)
                .min()
                .orElse(0);
        var times = hold.answers().stream()
                .mapToLong(HoldState.Answered::timeMillis)
                .summaryStatistics();
        return new Standing.Approved(times.getMax(), times.getMin() + valid);
    }

    /** Has somebody hear of everything that is recorded from now on, on the writer's thread: it does next to nothing there. */
    public void onRecorded(Consumer<List<Recorded>> listener) {
        domain.onRecorded(listener);
    }

    /** Takes the wish for an approval back. Whether it was still open. */
    public boolean withdraw(Held held, Caller subject) {
        var withdraw = new HoldCommand.Withdraw(held.hold(), subject, "the access request was cancelled");
        return domain.ask(withdraw).answer() instanceof Answer.Done;
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
