package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ExistingObject;
import dev.interlock.server.content.TaskContents;
import dev.interlock.server.content.ToolUse;
import dev.interlock.server.credential.broker.Broker;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Decides calls, whoever carries them out, and records what is told of them: the one enforcer behind all doors. Calls through Interlock,
 * those that an enforcement point outside carries out and those that a source observed have the same facts, the same rules and the same
 * history. Thread-safe.
 */
public final class Enforcer {

    private final Domain domain;
    private final Decisions decisions;

    /**
     * An enforcer whose labels of content are only kept in memory.
     *
     * @param policy the bundle in force
     */
    public Enforcer(Domain domain, Supplier<Policy> policy) {
        this(domain, policy, new TaskContents(domain));
    }

    /**
     * An enforcer.
     *
     * @param policy the bundle in force
     * @param contents the content that tasks have read
     */
    public Enforcer(Domain domain, Supplier<Policy> policy, TaskContents contents) {
        this.domain = domain;
        this.decisions = new Decisions(domain, policy, contents);
    }

    /** The gate of doors whose calls Interlock forwards itself. */
    public ToolGate forwarding(OutcomeRecorder outcomes, Broker broker) {
        return new ForwardingGate(decisions, outcomes, broker);
    }

    /** Has somebody hear from now on how much there is to decide about each call. */
    public void count(Workload by) {
        decisions.count(by);
    }

    /** The calls that were held for enforcement points outside. */
    public HeldCalls heldCalls() {
        return new HeldCalls(domain, decisions);
    }

    /** The bundle in force. */
    public Policy policy() {
        return decisions.policy();
    }

    /**
     * Decides and records. A permit counts from then on, until its outcome is reported.
     *
     * @throws UnavailableException when nothing can be decided or recorded now: deny
     */
    public Decided ask(Question question, Asking asking) {
        return ask(question, asking, /* heard= */ false);
    }

    /**
     * Decides and records, as {@link #ask} does, for a caller that reports what the call returned by {@link #heard}.
     *
     * @throws UnavailableException when nothing can be decided or recorded now: deny
     */
    public Decided askAndHear(Question question, Asking asking) {
        return ask(question, asking, /* heard= */ true);
    }

    private Decided ask(Question question, Asking asking, boolean heard) {
        return noted(
                question,
                heard,
                answered(decisions.decide(
                        policy -> elsewhere(policy, question),
                        mapped -> command(question, Optional.of(asking), mapped))));
    }

    /**
     * A question to be decided and recorded.
     *
     * @param asking who asks, and under which key
     */
    public record Wanted(Question question, Asking asking) {}

    /**
     * Decides and records several, in this order: each counts those before it. They become durable together.
     *
     * @return one for each, whatever happens
     */
    public List<Outcome> askTogether(List<Wanted> wanted) {
        try {
            List<Outcome> came =
                    decisions.together(wanted.stream().map(this::one).toList());
            return IntStream.range(0, came.size())
                    .mapToObj(i -> noted(wanted.get(i).question(), answered(came.get(i))))
                    .toList();
        } catch (UnavailableException e) {
            return wanted.stream()
                    .map(each -> (Outcome) new Outcome.Unavailable(e))
                    .toList();
        }
    }

    private Decisions.One one(Wanted wanted) {
        return new Decisions.One(
                policy -> elsewhere(policy, wanted.question()),
                mapped -> command(wanted.question(), Optional.of(wanted.asking()), mapped));
    }

    /** A call that is carried out elsewhere: nobody here sees what it returns. */
    private MappedCall elsewhere(Policy policy, Question question) {
        MappedCall call = Facts.of(policy.catalog(), decisions.schemas(), question.call());
        return call.decidedBy(decisions
                .contents()
                .facts(question.call().use(policy, question.subject()), question.task(), call.facts()));
    }

    /**
     * Takes note of what the answer permits.
     *
     * @throws UnavailableException if the labels of what is written cannot be kept: deny
     */
    private Decided noted(Question question, boolean heard, Decided decided) {
        if (decided.answer() instanceof Answer.Permit permit) {
            ToolUse use = question.call().use(decided.policy(), question.subject());
            TaskContents contents = decisions.contents();
            contents.permitted(use, permit, decided.call().facts());
            if (heard) {
                contents.awaits(use, permit.task(), permit.call());
            } else {
                contents.unseen(use, permit.task());
            }
        }
        return decided;
    }

    /**
     * Takes in what a call returned that others carried out, before its agent gets it.
     *
     * @param result empty where nobody tells
     * @throws UnavailableException if its labels cannot be made durable
     */
    public void heard(long call, Optional<ObjectNode> result) {
        Policy policy = decisions.policy();
        decisions.contents().heard(policy.bundle(), policy.catalog(), call, result);
    }

    /**
     * Adds what a person said to the instruction of a task.
     *
     * @param agent whose task it is
     * @param prompt as a front-end reports it that is trusted for this
     */
    public void prompted(Caller agent, long task, String prompt) {
        Policy policy = decisions.policy();
        decisions.contents().prompted(policy.bundle(), policy.catalog(), agent, task, prompt);
    }

    private static Command command(Question question, Optional<Asking> asking, MappedCall mapped) {
        return new Command.DecideCall(
                        question.subject(),
                        question.task(),
                        mapped.facts(),
                        OptionalLong.empty(),
                        question.only(),
                        asking)
                .showing(mapped.reading().further());
    }

    private Outcome noted(Question question, Outcome outcome) {
        return switch (outcome) {
            case Outcome.As as -> new Outcome.As(noted(question, /* heard= */ false, as.decided()));
            case Outcome.Unavailable unavailable -> unavailable;
        };
    }

    private Outcome answered(Outcome outcome) {
        return switch (outcome) {
            case Outcome.As as -> new Outcome.As(answered(as.decided()));
            case Outcome.Unavailable unavailable -> unavailable;
        };
    }

    private Decided answered(Decided decided) {
        return switch (decided.answer()) {
            case Answer.Done(long call, var withheld) -> repeated(decided, call);
            case Answer.Hold hold ->
                decided.as(
                        hold, domain.history().event(decided.receipt().index()).timeMillis());
            case Answer.Verdict verdict -> decided;
            case Answer.Refused refused -> decided;
        };
    }

    /** A call that was asked for before under the same key, as it was answered then. */
    private Decided repeated(Decided decided, long call) {
        Recorded recorded = domain.history().event(call);
        Answer.Verdict verdict = switch (recorded.event()) {
            case Event.CallReserved e ->
                new Answer.Permit(e.call(), e.task(), e.findings(), e.excepted(), e.waived(), reportMillis(e));
            case Event.CallHeld e ->
                new Answer.Hold(e.call(), e.hold(), e.findings(), BindingCode.of(e.digest(), e.hold()));
            case Event.CallDenied e -> new Answer.Deny(e.call(), e.findings());
            default -> throw new IllegalStateException("a call got an unexpected kind of answer");
        };
        return decided.as(verdict, recorded.timeMillis());
    }

    private static OptionalLong reportMillis(Event.CallReserved reserved) {
        return reserved.asked().isPresent() ? reserved.asked().get().reportMillis() : OptionalLong.empty();
    }

    /**
     * The decisions that would be made now. Nothing is recorded, and nothing counts.
     *
     * @return one for each question, in their order, all by the same state
     * @throws UnavailableException when nothing can be decided now
     */
    public List<Decided> advise(List<Question> questions) {
        return decisions.underPolicy(now -> {
            List<MappedCall> calls = questions.stream()
                    .map(question -> Facts.of(now.catalog(), decisions.schemas(), question.call()))
                    .toList();
            long time = domain.now();
            return domain.query(
                    state -> state.bundle().digest().equals(now.bundle().digest())
                            ? Optional.of(advised(state, now, questions, calls, time))
                            : Optional.empty());
        });
    }

    private static List<Decided> advised(
            State state, Policy now, List<Question> questions, List<MappedCall> calls, long time) {
        var answers = new ArrayList<Decided>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            Command command = command(questions.get(i), Optional.empty(), calls.get(i));
            answers.add(Decided.advised(
                    now, calls.get(i), Decider.decide(state, command, time).answer()));
        }
        return answers;
    }

    /**
     * The reason for which somebody gets nothing to see.
     *
     * @param reason stable
     */
    public record Nothing(String reason, String message) {}

    /**
     * Returns why a list has nothing in it for the subject; nothing is recorded.
     *
     * @param entries of the catalogue that stand for what is listed; empty where it is enough that the task is there
     * @return empty if the list has something in it
     * @throws UnavailableException when nothing can be decided now
     */
    public Optional<Nothing> nothingSeen(Caller subject, OptionalLong task, Optional<List<String>> entries) {
        return new VisibleTools(domain, policy()).nothing(subject, task, entries);
    }

    /** Records what a source observed, and answers with its number in the record, or why it is not recorded. */
    public Answer observe(Caller source, Observation told) {
        if (!policy().bundle().sources().containsKey(source.name())) {
            return unknownSource(source); // before anything that it says is looked at
        }
        return decisions.underPolicy(now -> {
            ObservedCall call = ObservedCall.of(now.catalog(), told);
            return call.refusal().isPresent()
                    ? Optional.of(new Answer.Refused(
                            RefusalCode.ARGUMENT_INVALID, call.refusal().get()))
                    : domain.decideUnder(now.bundle().digest(), call.command(source))
                            .map(Reply::answer);
        });
    }

    /**
     * Records an object that existed before, by the word of a source.
     *
     * @param actor by whom it came to be, as far as is known
     * @param onlyTried whether it is only looked at, and nothing recorded
     */
    public ToldObject tell(Caller source, Caller actor, ExistingObject told, boolean onlyTried) {
        return policy().bundle().sources().containsKey(source.name())
                ? new ExistingObjects(domain, this).tell(source, actor, told, onlyTried)
                : new ToldObject.Not(unknownSource(source));
    }

    private static Answer.Refused unknownSource(Caller source) {
        return new Answer.Refused(
                RefusalCode.SOURCE_UNKNOWN,
                "the bundle names no source `" + source.name() + "`; its observations are ignored");
    }

    /**
     * Records what came of a permitted call, as the enforcement point that asked for it says.
     *
     * @return what is recorded, which is unknown where the report contradicts the record; or why nothing is
     */
    public Reported report(long call, String by, Settlement told) {
        Catalog catalog = policy().catalog();
        Settlement settlement = switch (told) {
            case Settlement.Succeeded succeeded -> succeeded;
            case Settlement.Existed existed -> existed;
            case Settlement.Failed(String reason) -> new Settlement.Failed(OutcomeRecorder.bounded(catalog, reason));
            case Settlement.Unknown(String reason, var named) ->
                new Settlement.Unknown(OutcomeRecorder.bounded(catalog, reason), named);
        };
        Reply reply = domain.ask(new Command.ReportCall(call, by, settlement));
        if (reply.answer() instanceof Answer.Refused refused) {
            return new Reported.Not(refused);
        }
        // A report that is repeated is confirmed only when it says what is recorded.
        return new Reported.As(reply.settlement(call).orElse(settlement));
    }

    /** The fate of a report. */
    public sealed interface Reported {

        record As(Settlement settlement) implements Reported {}

        record Not(Answer.Refused why) implements Reported {}
    }
}
