package dev.interlock.policy.scenario;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.catalog.ReadCall;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Plays one scenario against the engine, with a clock of its own. Stops at the first step that differs. */
final class ScenarioRunner {

    /** The time at which every scenario begins; only differences of time matter. */
    private static final long BEGIN_MILLIS = 1_767_225_600_000L;

    private static final String NOTHING = "sha-256:" + "0".repeat(64);

    private final PolicyBundle.Compiled bundle;
    private final Diagnostics diagnostics;
    private final State state;
    private final Map<String, Long> tasks = new HashMap<>();
    private final Map<String, Long> calls = new HashMap<>();
    private final Map<String, Long> holds = new HashMap<>();
    private final Map<String, Step.Call> made = new HashMap<>();
    private final LanePlay lanes;
    private final PlayedContents contents;
    private final Comparison comparison = new Comparison();
    private final PlayedOutcome outcomes;
    private final List<Caller> delegators = new ArrayList<>();
    private final List<PlayedStep> steps = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private Set<String> marks = Set.of();
    private long now = BEGIN_MILLIS;

    ScenarioRunner(PolicyBundle.Compiled bundle, Diagnostics diagnostics) {
        this.bundle = bundle;
        this.diagnostics = diagnostics;
        this.state = State.empty(bundle.engine());
        this.outcomes = new PlayedOutcome(bundle);
        this.lanes = new LanePlay(state);
        this.contents = new PlayedContents(bundle, state);
        record(new Event.BundleActivated(bundle.engine().name(), bundle.digest(), "scenario"));
    }

    /** Plays the scenario and returns whether every step came out as expected; the first that did not is in the diagnostics. */
    boolean run(Scenario scenario) {
        for (Step step : scenario.steps()) {
            Optional<Difference> difference = play(step);
            if (difference.isPresent()) {
                diagnostics.error(
                        Check.SCENARIO_DIFFERS,
                        difference.get().place(),
                        "in `" + scenario.name() + "`: " + difference.get().message(),
                        difference.get().remedy());
                return false;
            }
        }
        return true;
    }

    /** The steps that were played so far. */
    List<PlayedStep> steps() {
        return List.copyOf(steps);
    }

    /** Plays steps whatever they expect, as a history for what is to come. */
    void rehearse(List<Step> history) {
        history.forEach(this::play);
    }

    /** @throws CancellationException if this thread was interrupted: whoever waits for the scenario has given up */
    private Optional<Difference> play(Step step) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the scenario was cancelled");
        }
        answers.clear();
        marks = Set.of();
        Optional<Difference> difference = carryOut(step);
        if (!answers.isEmpty()) {
            boolean withheld = answers.getLast() instanceof Answer.Done done
                    && !done.withheld().isEmpty();
            steps.add(new PlayedStep(
                    step.place().line(),
                    StepWords.of(step),
                    step instanceof Step.Call call ? call.name() : Optional.empty(),
                    marks,
                    answers.getFirst(),
                    withheld));
        }
        return difference;
    }

    private Optional<Difference> carryOut(Step step) {
        return switch (step) {
            case Step.Advance advance -> {
                now += advance.millis();
                decide(new Command.Tick());
                yield Optional.empty();
            }
            case Step.Open open -> open(open);
            case Step.Call call -> call(call);
            case Step.Observe observe -> observe(observe);
            case Step.Settle settle -> settle(settle);
            case Step.Reconcile reconcile -> reconcile(reconcile);
            case Step.Answer answer -> request(answer(answer), answer.expected());
            case Step.Withdraw withdraw ->
                request(
                        new HoldCommand.Withdraw(
                                holds.getOrDefault(withdraw.call(), 0L),
                                withdraw.by().at(Optional.empty()),
                                "scenario"),
                        withdraw.expected());
            case Step.Delegate delegate -> {
                Caller by = delegate.by().at(Optional.empty());
                delegators.add(by);
                yield request(
                        new HoldCommand.Delegate(
                                by,
                                delegate.to().at(Optional.empty()),
                                delegate.group(),
                                delegate.millis(),
                                "scenario"),
                        delegate.expected());
            }
            case Step.BreakGlass lane -> {
                Answer answer = decide(lanes.propose(lane));
                if (answer instanceof Answer.Done done) {
                    lanes.proposed(lane.lane(), done.number());
                }
                yield Comparison.request(answer, lane.expected());
            }
            case Step.Confirm confirm -> request(lanes.confirm(confirm), confirm.expected());
            case Step.Review review -> request(lanes.review(review), review.expected());
            case Step.End end ->
                request(
                        new Command.EndTask(task(end.task()), end.by().at(Optional.empty()), end.reason()),
                        end.expected());
        };
    }

    /** The number of a task, or of the task of an open lane; 0 for an unknown name. */
    private long task(String name) {
        return lanes.task(name).orElse(tasks.getOrDefault(name, 0L));
    }

    private Command answer(Step.Answer answer) {
        long number = holds.getOrDefault(answer.call(), 0L);
        HoldState hold = state.holds().get(number);
        Optional<String> code = hold == null
                ? Optional.empty()
                : switch (answer.code()) {
                    case RIGHT -> Optional.of(hold.code());
                    case WRONG -> Optional.of(BindingCode.of("another call", number));
                    case NONE -> Optional.empty();
                };
        return new Command.AnswerHold(
                number,
                answer.by().at(Optional.empty()),
                answer.approve(),
                "scenario",
                code,
                Optional.empty(),
                Optional.empty(),
                List.copyOf(delegators),
                Optional.empty());
    }

    private Optional<Difference> open(Step.Open open) {
        OptionalLong parent = open.parent().map(p -> OptionalLong.of(task(p))).orElse(OptionalLong.empty());
        Answer answer = decide(new Command.OpenTask(
                open.by().at(Optional.empty()),
                parent,
                open.agent().at(Optional.empty()),
                open.intent(),
                NOTHING,
                open.instruction().orElse(""),
                open.objects(),
                open.timeMillis(),
                open.calls()));
        if (answer instanceof Answer.Done done) {
            tasks.put(open.task(), done.number());
        }
        return Comparison.request(answer, open.expected());
    }

    private Optional<Difference> call(Step.Call step) {
        Step.Call continued = step.continues().map(made::get).orElse(null);
        Step.Call call = continued == null ? step : step.after(continued);
        String digest = PlainValues.digest(call.arguments());
        CallFacts mapped = call.continues().isPresent()
                ? bundle.catalog().continued(call.server(), call.tool(), call.args(), call.answers(), digest)
                : bundle.facts(call.server(), call.tool(), call.args(), digest);
        marks = mapped.marks();
        OptionalLong task = taskOf(call);
        OptionalLong continues = call.continues()
                .map(c -> OptionalLong.of(calls.getOrDefault(c, 0L)))
                .orElse(OptionalLong.empty());
        // In a lane the agent shows the token of the lane, as an instance of its own.
        OptionalLong only = call.task().map(lanes::task).orElse(OptionalLong.empty());
        Optional<String> runtime = only.isEmpty()
                ? call.runtime()
                : call.runtime().or(() -> call.task().map(lane -> LanePlay.runtime(call.by(), lane)));
        Caller caller = call.by().at(runtime);
        CallFacts facts = contents.facts(mapped, call, caller, task);
        Answer answer = decide(new Command.DecideCall(caller, task, facts, continues, only));
        if (!(answer instanceof Answer.Verdict verdict)) {
            return Optional.of(new Difference(call.expected().place(), "the call has no verdict", "check the step"));
        }
        call.name().ifPresent(name -> {
            calls.put(name, verdict.call());
            comparison.name(verdict.call(), name);
            made.put(name, call);
            if (verdict instanceof Answer.Hold hold) {
                holds.put(name, hold.hold());
            }
        });
        if (verdict instanceof Answer.Permit permit) {
            contents.permitted(facts, call, caller, permit);
        }
        boolean withheld = call.expected().verdict() == Expected.Verdict.WITHHELD;
        if (!(verdict instanceof Answer.Permit permit) || (withheld && call.outcome() instanceof Step.InFlight)) {
            return comparison.call(verdict, call.expected());
        }
        Optional<Difference> difference = withheld ? Optional.empty() : comparison.call(verdict, call.expected());
        return difference.isPresent() ? difference : cameOut(call, permit.call());
    }

    /** The task that a call names; empty for the implicit one of its agent. */
    private OptionalLong taskOf(Step.Call call) {
        return call.task().map(t -> OptionalLong.of(task(t))).orElse(OptionalLong.empty());
    }

    private Optional<Difference> cameOut(Step.Call call, long number) {
        Optional<Settlement> settlement = outcomes.settlement(call, call.outcome());
        if (settlement.isEmpty()) {
            return Optional.empty();
        }
        Answer answer = settle(call, number, settlement.get(), call.outcome());
        if (!(answer instanceof Answer.Done done)) {
            return Comparison.request(answer, new Expected.OfRequest(Optional.empty(), call.place()));
        }
        if (!done.withheld().isEmpty() || call.expected().verdict() == Expected.Verdict.WITHHELD) {
            Expected.Verdict came = done.withheld().isEmpty() ? Expected.Verdict.PERMIT : Expected.Verdict.WITHHELD;
            return comparison.call(came, done.withheld(), call.expected());
        }
        return outcomes.unnamed(call, call.outcome(), call.place());
    }

    /**
     * Settles a call with the inspection of its answer, which the agent then reads. Findings in the answer go by the name of
     * the call.
     */
    private Answer settle(Step.Call call, long number, Settlement settlement, Step.Outcome outcome) {
        call.name().ifPresent(name -> comparison.name(state.nextSeq(), name));
        Answer answer = decide(new Command.SettleCall(number, settlement, outcomes.inspection(call, outcome)));
        if (answer instanceof Answer.Done done && done.withheld().isEmpty() && outcome instanceof Step.Succeeded came) {
            contents.read(number, call, taskOf(call), came, settlement);
        }
        return answer;
    }

    private Optional<Difference> observe(Step.Observe told) {
        ReadCall read =
                bundle.catalog().readTold(told.server(), told.tool(), told.args(), PlainValues.digest(told.args()));
        CallFacts facts = read.facts();
        Created created = read.created(told.result(), null);
        if (created instanceof Created.Unnamed unnamed) {
            return Optional.of(new Difference(
                    told.place(),
                    "the result does not name what was created: " + unnamed.reason(),
                    "give the step a `result`"));
        }
        Caller source = new Caller(
                told.source(),
                told.source() + "-1",
                false,
                false,
                Collections.emptySortedMap(),
                Collections.emptySortedSet(),
                Optional.empty());
        var command = new Command.Observe(
                source,
                told.id().orElse("step-" + state.nextSeq()),
                told.by().seen(told.runtime()),
                facts,
                created.keys(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                read.ambiguous());
        Decision decision = decideAndRecord(command);
        if (decision.answer() instanceof Answer.Done done) {
            told.name().ifPresent(name -> comparison.name(done.number(), name));
        }
        return Comparison.request(decision.answer(), told.expected()).or(() -> Comparison.broken(told, decision));
    }

    private Optional<Difference> settle(Step.Settle settle) {
        Step.Call call = made.get(settle.call());
        if (call == null) {
            return neverMade(settle.call(), settle.place());
        }
        return outcomes.unnamed(call, settle.outcome(), settle.place())
                .or(() -> outcomes.settlement(call, settle.outcome())
                        .flatMap(s -> Comparison.request(
                                settle(call, calls.getOrDefault(settle.call(), 0L), s, settle.outcome()),
                                settle.expected())));
    }

    private Optional<Difference> reconcile(Step.Reconcile reconcile) {
        Step.Call call = made.get(reconcile.call());
        if (call == null) {
            return neverMade(reconcile.call(), reconcile.place());
        }
        return outcomes.unnamed(call, reconcile.outcome(), reconcile.place())
                .or(() -> outcomes.settlement(call, reconcile.outcome())
                        .flatMap(s -> request(
                                new Command.ReconcileCall(
                                        calls.getOrDefault(reconcile.call(), 0L),
                                        reconcile.by().at(Optional.empty()),
                                        s,
                                        "scenario"),
                                reconcile.expected())));
    }

    private static Optional<Difference> neverMade(String name, Place place) {
        return Optional.of(new Difference(place, "the call `" + name + "` was not made", "check the steps before"));
    }

    private Optional<Difference> request(Command command, Expected.OfRequest expected) {
        return Comparison.request(decide(command), expected);
    }

    private Answer decide(Command command) {
        return decideAndRecord(command).answer();
    }

    private Decision decideAndRecord(Command command) {
        Decision decision = Decider.decide(state, command, now);
        decision.events().forEach(this::record);
        answers.add(decision.answer());
        return decision;
    }

    private void record(Event event) {
        state.apply(new Recorded(state.nextSeq(), now, bundle.digest(), event));
    }
}
