package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Evidence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A permitted call from its reservation to its settlement. What its caller answers to questions of the server is decided here;
 * then another reservation takes the place of the one before, and is the one that is settled. Thread-safe.
 */
final class OpenCall implements Continuation {

    private static final System.Logger LOG = System.getLogger(OpenCall.class.getName());

    private final CallDecisions decisions;
    private final OutcomeRecorder outcomes;
    private Decided decided;
    private Answer.Permit permit;
    /** The answers that were permitted so far, each by the key of its question. */
    private Map<String, @Nullable Object> answers = Map.of();
    /** The schemas of the questions that were asked last under their keys, where they have one. */
    private Map<String, ObjectNode> forms = Map.of();
    /** The answer to the caller about its answers that were not permitted; null if none was refused. */
    private @Nullable CallAnswer refusal;

    /** Whether an answer that the server has heard was replaced by a later one. */
    private boolean replaced;

    private boolean over;

    private volatile Optional<Injection> injection = Optional.empty();

    OpenCall(CallDecisions decisions, OutcomeRecorder outcomes, Decided decided, Answer.Permit permit) {
        this.decisions = decisions;
        this.outcomes = outcomes;
        this.decided = decided;
        this.permit = permit;
    }

    /** Sets the credential that the call is sent with; called before it is sent. */
    void provided(Optional<Injection> with) {
        injection = with;
    }

    @Override
    public Optional<Injection> injection() {
        return injection;
    }

    @Override
    public synchronized Decision decide(ObjectNode given, Map<String, ObjectNode> asked) {
        if (over) {
            return new Decision.Refused("the call is over");
        }
        var all = new LinkedHashMap<String, @Nullable Object>(answers);
        var formsOfAll = new LinkedHashMap<>(forms);
        given.fieldNames().forEachRemaining(formsOfAll::remove);
        formsOfAll.putAll(asked);
        try {
            all.putAll(PlainJson.of(given));
            boolean replaces = replaced
                    || answers.entrySet().stream()
                            .anyMatch(each -> !Objects.equals(each.getValue(), all.get(each.getKey())));
            Optional<CallFacts> heard = replaces ? Optional.of(decided.call().facts()) : Optional.empty();
            var further = new CallDecisions.Answered(all, formsOfAll, heard);
            Decision decision = decided(further, decisions.continued(permit.call(), permit.task(), further));
            replaced = replaces && decision instanceof Decision.Permitted || replaced;
            return decision;
        } catch (UnavailableException e) {
            return refused(Answers.unavailable(e), "no decision is possible now");
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "answers to a server cannot be decided", e);
            return refused(Answers.failed(), "interlock could not decide");
        }
    }

    @Override
    public synchronized boolean reads(ObjectNode words) {
        try {
            decisions.told(decided.policy(), permit, words);
            return true;
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.ERROR, "the words of a server cannot be labelled, so they are not relayed", e);
            return false;
        }
    }

    @Override
    public synchronized boolean repeatable() {
        CallContext call = decisions.call();
        return !decided.call().facts().writes() || decided.policy().catalog().idempotent(call.server(), call.tool());
    }

    @Override
    public synchronized boolean hadNoEffect(Evidence said) {
        CallContext call = decisions.call();
        return decided.policy().catalog().noEffect(call.server(), call.tool()).proven(said.sendings());
    }

    private Decision decided(CallDecisions.Answered all, Decided next) {
        return switch (next.answer()) {
            case Answer.Permit again -> {
                answers = all.answers();
                forms = all.forms();
                decided = next;
                permit = again;
                decisions.written(next, again, all);
                yield new Decision.Permitted(next.receipt());
            }
            case Answer.Deny deny -> refused(next.answers().denied(deny), "the answer was denied");
            case Answer.Hold hold -> refused(next.answers().held(hold), "the answer is waiting for approval");
            case Answer.Done done -> throw new IllegalStateException("a call got an unexpected kind of answer");
            case Answer.Refused refused -> throw new IllegalStateException("a call got an unexpected kind of answer");
        };
    }

    /** The server hears no more than that there is no answer. */
    private Decision refused(CallAnswer why, String told) {
        refusal = why;
        return new Decision.Refused(told);
    }

    /** Records what came of it. What its caller is told. */
    synchronized CallAnswer end(CallOutcome came) {
        over = true;
        Catalog catalog = decided.policy().catalog();
        CallContext call = decisions.call();
        boolean inspected = catalog.inspects(call.server(), call.tool());
        CallOutcome outcome = inspected ? Inspections.wordless(came) : came;
        Settlement settlement = outcomes.settlement(decided, call, outcome);
        Optional<Inspection> inspection =
                inspected ? Inspections.of(decided.call().reading(), outcome, outcomes.lookedAt()) : Optional.empty();
        boolean kept = read(outcome, settlement);
        Optional<OutcomeRecorder.Settled> recorded = outcomes.settle(permit.call(), settlement, inspection);
        CallAnswer answer =
                recorded.isEmpty() || !kept ? decided.answers().unrecorded(permit) : told(recorded.get(), outcome);
        return refusal == null
                ? answer
                : Answers.afterRefusal(
                        answer,
                        refusal,
                        recorded.map(OutcomeRecorder.Settled::settlement).orElse(settlement));
    }

    /** Takes in what came, and returns whether its labels are kept: nobody reads what has no labels. */
    private boolean read(CallOutcome outcome, Settlement settlement) {
        try {
            decisions.read(decided.policy(), permit, outcome, settlement.named());
            return true;
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.ERROR, "what a call returned cannot be labelled, so it is not relayed", e);
            return false;
        }
    }

    /** INVARIANT: an agent hears the outcome that is recorded, never the one that was told to the record. */
    private CallAnswer told(OutcomeRecorder.Settled recorded, CallOutcome outcome) {
        return recorded.withheld().isEmpty()
                ? decided.answers().carriedOut(permit, outcome, recorded.settlement())
                : decided.answers().withheld(permit, recorded.settlement(), recorded.withheld());
    }
}
