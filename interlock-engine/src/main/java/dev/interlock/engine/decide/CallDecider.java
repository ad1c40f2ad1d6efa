package dev.interlock.engine.decide;

import dev.interlock.engine.check.BudgetCheck;
import dev.interlock.engine.check.CatalogueCheck;
import dev.interlock.engine.check.Findings;
import dev.interlock.engine.check.IntentCheck;
import dev.interlock.engine.check.RejectionCheck;
import dev.interlock.engine.check.RelationCheck;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Plan;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.engine.state.TaskTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decides a tool call: task, catalogue, relations, intent, budget, rules, then approvals. */
final class CallDecider {

    /** Digest of the empty instruction: SHA-256 of nothing. */
    private static final String NO_INSTRUCTION =
            "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /**
     * The most objects of one call. An agent can make copies of copies; without a bound each call on the last one would
     * cost more than the one before.
     */
    private static final int MOST_OBJECTS = 1_000;

    private static final String TOO_MANY = "the call has more than " + MOST_OBJECTS
            + " keys: its objects, all that they belong to or descend from, the"
            + " values of a list and the keys of several kinds";

    /** The fault of a call whose result nobody could hold to its elements. */
    private static final String CREATES_TOO_MANY = "the call creates more than " + MOST_OBJECTS + " objects";

    private final State state;
    private final Command.DecideCall command;
    private final long now;
    private final Proposal proposal;
    /** The call of unknown outcome that this one repeats; null where it is a call of its own. */
    private @Nullable OpenCall repeated;

    private CallDecider(State state, Command.DecideCall command, long now) {
        this.state = state;
        this.command = command;
        this.now = now;
        this.proposal = new Proposal(state);
    }

    static Decision decide(State state, Command.DecideCall command, long now) {
        var decider = new CallDecider(state, command, now);
        if (state.trust().isClosed()) {
            return decider.denyOutside(decider.namedTask(), FindingCode.LEDGER_CLOSED);
        }
        if (state.clock().inDoubt()) {
            return decider.inDoubt();
        }
        Optional<Decision> before = decider.askedBefore();
        if (before.isPresent()) {
            return before.get();
        }
        Optional<FindingCode> barred = command.caller().verifier()
                ? Optional.of(FindingCode.NOT_ALLOWED)
                : state.agents().barred(command.caller(), state.links()).map(Barred::finding);
        if (barred.isPresent()) {
            return decider.denyOutside(decider.namedTask(), barred.get());
        }
        if (command.only().isPresent() && !command.only().equals(command.task())) {
            return decider.denyOutside(decider.namedTask(), FindingCode.TOKEN_FOR_ANOTHER_TASK);
        }
        return command.task().isPresent() ? decider.inNamedTask(command.task().getAsLong()) : decider.inImplicitTask();
    }

    /** The task that the call names, if it ever existed; else 0. */
    private long namedTask() {
        long task = command.task().orElse(0);
        return state.tasks().known(task) ? task : 0;
    }

    /**
     * Denies a call while the clock is in doubt. Under the key of an enforcement point nothing is decided, since that would be the answer
     * under this key for good.
     */
    private Decision inDoubt() {
        if (command.asking().flatMap(Asking::request).isPresent()) {
            return ClockDecider.refused(proposal);
        }
        return denyOutside(namedTask(), FindingCode.CLOCK_IN_DOUBT);
    }

    /** The answer to what was asked before under the same key. */
    private Optional<Decision> askedBefore() {
        if (command.asking().isEmpty() || command.asking().get().request().isEmpty()) {
            return Optional.empty();
        }
        ExternalRequest.Request request = command.asking().get().request().get();
        return state.asks().find(command.asking().get().by(), request.key()).map(known -> {
            if (!known.digest().equals(request.digest())) {
                return proposal.refuse(
                        RefusalCode.IDEMPOTENCY_CONFLICT,
                        "this idempotency key was used for a different call; use another key");
            }
            return known.permitted() ? permittedBefore(known.call()) : proposal.answer(new Answer.Done(known.call()));
        });
    }

    /**
     * Permits again what was permitted before, as long as it may still be carried out: a key makes no permit outlive
     * its task.
     */
    private Decision permittedBefore(long call) {
        OpenCall open = state.calls().get(call);
        if (open == null || open.unknown() || open.told().isPresent()) {
            return proposal.refuse(
                    RefusalCode.CALL_SETTLED,
                    "`c-" + call
                            + "` was permitted under this idempotency key, and its outcome is recorded; use another"
                            + " key to repeat the call");
        }
        Optional<RefusalCode> over =
                state.agents().barred(command.caller(), state.links()).map(Barred::refusal);
        Task task = state.task(open.view().task());
        if (over.isEmpty()) {
            over = task == null ? Optional.of(RefusalCode.TASK_ENDED) : over(task);
        }
        return over.isPresent()
                ? proposal.refuse(
                        over.get(),
                        "`c-" + call
                                + "` was permitted under this idempotency key but no longer is: its task has ended, or"
                                + " its agent may not act")
                : proposal.answer(new Answer.Done(call));
    }

    private Optional<RefusalCode> over(Task task) {
        return task.topmostOver(now) != null
                ? Optional.of(RefusalCode.TASK_EXPIRED)
                : state.agents().barred(task, state.links()).map(Barred::refusal);
    }

    /** @param permitted whether an outcome is to be reported */
    private Optional<ExternalRequest> asked(boolean permitted) {
        return command.asking()
                .map(asking -> new ExternalRequest(
                        asking.by(),
                        permitted
                                ? OptionalLong.of(now + Math.min(asking.reportWithinMillis(), Long.MAX_VALUE - now))
                                : OptionalLong.empty(),
                        asking.request()));
    }

    private Decision inNamedTask(long number) {
        Task task = state.task(number);
        if (task == null) {
            return state.tasks().known(number)
                    ? denyOutside(number, FindingCode.TASK_ENDED)
                    : denyOutside(0, FindingCode.TASK_UNKNOWN);
        }
        Task over = task.topmostOver(now);
        if (over != null) {
            proposal.endOver(over, now);
            return denyOutside(number, FindingCode.TASK_EXPIRED);
        }
        if (!task.agent().equals(command.caller().name())) {
            return denyOutside(number, FindingCode.TASK_NOT_YOURS);
        }
        Optional<Barred> barred = state.agents().barred(task, state.links());
        if (barred.isPresent()) {
            return denyOutside(number, barred.get().finding());
        }
        boolean inLane = state.lanes().ofTask(number) != null;
        if (inLane && command.only().isEmpty()) {
            return denyOutside(number, FindingCode.LANE_TOKEN_REQUIRED);
        }
        if (!inLane && !command.caller().mayHave(task.intent())) {
            return denyOutside(number, FindingCode.INTENT_NOT_GRANTED);
        }
        Optional<Barred> isolated = Isolation.barred(state, number, command.caller());
        return isolated.isPresent() ? denyOutside(number, isolated.get().finding()) : inTask(task);
    }

    private Decision inImplicitTask() {
        Caller caller = command.caller();
        if (caller.implicitIntent().isEmpty()) {
            return denyOutside(0, FindingCode.TASK_REQUIRED);
        }
        Intent intent = state.bundle().intents().get(caller.implicitIntent().get());
        if (intent == null) {
            return denyOutside(0, FindingCode.INTENT_UNKNOWN);
        }
        if (!caller.mayHave(intent.name())) {
            return denyOutside(0, FindingCode.INTENT_NOT_GRANTED);
        }
        Optional<Barred> isolated = Isolation.barredOutside(state, caller);
        if (isolated.isPresent()) {
            return denyOutside(0, isolated.get().finding());
        }
        Task latest = state.tasks().latestImplicit(caller.name());
        if (latest != null && state.task(latest.number()) != null) {
            if (latest.over(now).isPresent()) {
                proposal.endOver(latest, now);
            } else if (!latest.intent().equals(intent.name())) {
                proposal.end(latest, EndReason.CLOSED, Proposal.INTERLOCK);
            } else if (!latest.isAsRegistered(caller)) {
                proposal.end(latest, EndReason.REGISTRATION_CHANGED, Proposal.INTERLOCK);
            } else {
                return inTask(latest);
            }
        }
        long budgetSince = now;
        int used = 0;
        if (latest != null && now < latest.budgetSinceMillis() + intent.timeMillis()) {
            budgetSince = latest.budgetSinceMillis();
            used = latest.used();
        }
        var opened = new Event.TaskOpened(
                proposal.next(),
                OptionalLong.empty(),
                caller.name(),
                caller.name(),
                intent.name(),
                NO_INSTRUCTION,
                "",
                Actors.ownChain(caller),
                Actors.ownOwner(caller),
                Actors.ownOrigin(caller),
                List.of(),
                now + intent.timeMillis(),
                intent.idleMillis(),
                intent.calls(),
                true,
                budgetSince,
                used);
        proposal.add(opened);
        return inTask(TaskTable.preview(opened, now));
    }

    private Decision inTask(Task task) {
        Actor actor = state.actor(task, command.caller());
        var facts = command.facts();
        OpenCall continued = null;
        if (command.continues().isPresent()) {
            continued = state.calls().get(command.continues().getAsLong());
            if (continued == null || !mayContinue(continued, task, actor)) {
                return deny(task.number(), actor, List.of(Findings.deny(FindingCode.CONTINUATION_INVALID, "")));
            }
        }
        if (!state.isCalled(facts.tool())) {
            return deny(task.number(), actor, List.of(Findings.deny(FindingCode.TOOL_UNKNOWN, "")));
        }
        Optional<String> wide = CatalogueCheck.undeclared(state, facts);
        if (wide.isPresent()) {
            return deny(task.number(), actor, List.of(Findings.deny(FindingCode.ARGUMENT_INVALID, wide.get())));
        }
        if (command.continues().isEmpty() && command.asking().isEmpty()) {
            repeated = Repeats.repeated(state, task.number(), actor, facts);
        }
        OpenCall replaced = repeated == null ? continued : repeated;
        if (createsTooMany(facts)) {
            return deny(task.number(), actor, List.of(Findings.deny(FindingCode.ARGUMENT_INVALID, CREATES_TOO_MANY)));
        }
        CallView view = state.view(proposal.next(), now, task.number(), actor, facts, replaced);
        if (tooMany(view)) {
            return deny(task.number(), actor, List.of(Findings.deny(FindingCode.ARGUMENT_INVALID, TOO_MANY)));
        }
        var findings = new ArrayList<Finding>(2);
        CatalogueCheck.check(state, view, findings);
        RelationCheck.check(state, view, findings);
        IntentCheck.check(state, task, view, findings);
        BudgetCheck.check(task, continued != null, findings);
        BudgetCheck.check(state, view, repeated != null, findings);
        for (Plan.Applicable applicable : view.plan().applicable()) {
            applicable.monitor().check(view, applicable.roles(), findings);
        }
        NamedElements.add(view, findings);
        return conclude(task, view, findings);
    }

    private static boolean tooMany(CallView view) {
        CallFacts facts = view.facts();
        int values = facts.elements().isEmpty()
                ? 0
                : facts.valueKeys().size() - facts.values().size();
        return view.objects() + values + pairs(view) > MOST_OBJECTS;
    }

    private static boolean createsTooMany(CallFacts facts) {
        return !facts.creates().isEmpty()
                && facts.creations(0).values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()
                        > MOST_OBJECTS;
    }

    private static int pairs(CallView view) {
        int pairs = 0;
        for (int i = view.objects(); i < view.keys(); i++) {
            pairs += KeyPair.isPair(view.key(i).kind()) ? 1 : 0;
        }
        return pairs;
    }

    /** Returns whether an observed call is on more keys of several kinds than anybody could look at. */
    static boolean hasTooManyPairs(CallView view) {
        return pairs(view) > MOST_OBJECTS;
    }

    /** Returns whether the open call is of the same party, tool and task, and its outcome is still to come. */
    private boolean mayContinue(OpenCall continued, Task task, Actor actor) {
        CallView open = continued.view();
        return !continued.unknown()
                && !continued.repeated() // sent before, it may have had its effect without the answers
                && continued.told().isEmpty() // it had it
                && continued.asked().isEmpty()
                && open.task() == task.number()
                && open.facts().tool().equals(command.facts().tool())
                && isSame(open.actor(), actor, Attributes.RUNTIME)
                && isSame(open.actor(), actor, Attributes.AGENT);
    }

    private static boolean isSame(Actor a, Actor b, String attribute) {
        return AttributeValue.surelySame(a.get(attribute), b.get(attribute));
    }

    private Decision conclude(Task task, CallView view, List<Finding> findings) {
        RejectionCheck.check(state, task, view, now, findings);
        Findings.nameUnknown(view, findings);
        if (state.lanes().ofTask(task.number()) != null) {
            return concludeInLane(task, view, findings);
        }
        if (Findings.any(findings, Outcome.DENY)) {
            return deny(task.number(), view.actor(), findings);
        }
        if (!Findings.any(findings, Outcome.HOLD)) {
            return reserve(view, findings, Exceptions.NONE, List.of());
        }
        String digest = state.digest(view, task.intent());
        HoldState hold = state.holds().byDigest(digest);
        List<Finding> reasons = Findings.of(findings, Outcome.HOLD);
        boolean open = hold != null && hold.status() == HoldState.Status.OPEN;
        boolean alike = hold != null && hold.isReadAs(view.facts());
        if (hold != null && alike && (open || repeated != null && Repeats.isSpentOn(hold, repeated))) {
            var exceptions = Exceptions.find(state, view, hold, reasons, now);
            if (exceptions.isPresent()) {
                return reserve(view, Findings.of(findings, Outcome.RECORD), exceptions.get(), List.of());
            }
        }
        if (hold != null && alike && open && hold.reasons().equals(reasons) && !hold.isOverdue(now)) {
            return hold(view, hold.number(), findings, digest);
        }
        if (!open) {
            Optional<Finding> exhausted = exhausted(view.actor());
            if (exhausted.isPresent()) {
                findings.add(exhausted.get());
                return deny(task.number(), view.actor(), findings);
            }
        }
        return hold(view, proposal.next(), findings, digest);
    }

    /**
     * Concludes a call in a lane, where the rules that allow it are waived, with all that they say recorded, and
     * nothing waits for an approval.
     */
    private Decision concludeInLane(Task task, CallView view, List<Finding> findings) {
        var waivers = Waivers.of(state.bundle(), findings);
        if (!waivers.standing().isEmpty()) {
            var all = new ArrayList<>(findings);
            waivers.refusal().ifPresent(all::add);
            return deny(task.number(), view.actor(), all);
        }
        return reserve(view, Findings.of(findings, Outcome.RECORD), Exceptions.NONE, waivers.waived());
    }

    /**
     * The denial of one more hold where too many are open. There is a bound to what waits for an approval at a time,
     * because people who are asked too much stop looking.
     */
    private Optional<Finding> exhausted(Actor actor) {
        ApprovalLimits limits = state.bundle().approvals();
        // A hold of a task that this very decision ends waits no more.
        int ofAgent = 0;
        int ofChain = 0;
        for (HoldState closing : state.holds().openOf(proposal.ended())) {
            Actor other = closing.held().actor();
            ofAgent += other.name().equals(actor.name()) ? 1 : 0;
            ofChain += isSame(other, actor, Attributes.CHAIN) ? 1 : 0;
        }
        if (state.holds().openOfAgent(actor.name()) - ofAgent >= limits.openPerAgent()) {
            return Optional.of(Findings.deny(FindingCode.HOLDS_EXHAUSTED, limits.openPerAgent() + " of the agent"));
        }
        if (state.holds().openOfChain(actor.get(Attributes.CHAIN)) - ofChain >= limits.openPerChain()) {
            return Optional.of(Findings.deny(FindingCode.HOLDS_EXHAUSTED, limits.openPerChain() + " of its chain"));
        }
        return Optional.empty();
    }

    private Decision reserve(CallView view, List<Finding> findings, Exceptions exceptions, List<Finding> waived) {
        if (repeated != null) {
            long first = repeated.view().seq();
            proposal.add(new Event.CallRepeated(first, findings, exceptions.findings(), exceptions.approvals()));
            return proposal.answer(new Answer.Permit(first, view.task(), List.copyOf(findings), exceptions.findings()));
        }
        long call = proposal.next();
        Optional<ExternalRequest> asked = asked(true);
        proposal.add(new Event.CallReserved(
                call,
                view.task(),
                view.actor(),
                view.facts(),
                findings,
                exceptions.findings(),
                exceptions.approvals(),
                command.continues(),
                asked,
                waived));
        return proposal.answer(new Answer.Permit(
                call,
                view.task(),
                List.copyOf(findings),
                exceptions.findings(),
                List.copyOf(waived),
                asked.isPresent() ? asked.get().reportMillis() : OptionalLong.empty()));
    }

    private Decision hold(CallView view, long hold, List<Finding> findings, String digest) {
        long call = proposal.next();
        proposal.add(new Event.CallHeld(
                call,
                hold,
                view.task(),
                view.actor(),
                view.facts(),
                findings,
                digest,
                command.continues(),
                asked(false),
                // A call that is held again is the same call: what people see of it is there already.
                hold == call ? command.further() : FurtherArguments.NONE));
        return proposal.answer(new Answer.Hold(call, hold, List.copyOf(findings), BindingCode.of(digest, hold)));
    }

    private Decision denyOutside(long task, FindingCode code) {
        return deny(task, Actors.outside(command.caller()), List.of(Findings.deny(code, "")));
    }

    private Decision deny(long task, Actor actor, List<Finding> findings) {
        long call = proposal.next();
        proposal.add(
                new Event.CallDenied(call, task, actor, command.facts(), findings, command.continues(), asked(false)));
        return proposal.answer(new Answer.Deny(call, List.copyOf(findings)));
    }
}
