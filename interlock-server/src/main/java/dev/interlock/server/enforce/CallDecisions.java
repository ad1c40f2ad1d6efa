package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.server.content.ToolUse;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Ids;
import dev.interlock.server.upstream.CallOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The decisions on one call: on what was asked, and on what its caller answers to questions of the server. */
final class CallDecisions {

    private static final System.Logger LOG = System.getLogger(CallDecisions.class.getName());

    private static final String ERROR = "error";

    private final Decisions decisions;
    private final Caller caller;
    private final OptionalLong only;
    private final CallContext call;
    private final RequestedCall requested;

    CallDecisions(Decisions decisions, AuthenticatedCaller from, CallContext call) {
        this.decisions = decisions;
        this.caller = from.party();
        this.only = from.onlyTask();
        this.call = call;
        this.requested = RequestedCall.of(call);
    }

    CallContext call() {
        return call;
    }

    /** @throws UnavailableException when nothing can be decided now */
    Decided first() {
        OptionalLong task = call.task().isPresent() ? taskNumber(call.task().get()) : OptionalLong.empty();
        return decide(
                task, OptionalLong.empty(), requested, catalog -> Facts.of(catalog, decisions.schemas(), requested));
    }

    /**
     * The answers of a caller to questions of the server.
     *
     * @param answers all so far, each by the key of its question
     * @param forms the schemas of those questions that are answered by a form
     * @param heard the facts with which the server heard answers that others of these have replaced, if it did
     */
    record Answered(Map<String, @Nullable Object> answers, Map<String, ObjectNode> forms, Optional<CallFacts> heard) {}

    /**
     * Decides on the call in the place of the one in flight.
     *
     * @param task that the one in flight is in
     * @throws UnavailableException when nothing can be decided now
     */
    Decided continued(long inFlight, long task, Answered answered) {
        return decide(
                OptionalLong.of(task),
                OptionalLong.of(inFlight),
                requested.answered(answered.answers()),
                catalog -> Facts.continued(catalog, decisions.schemas(), requested, answered));
    }

    /** @param chosen the call whose values somebody chose */
    private Decided decide(
            OptionalLong task, OptionalLong continues, RequestedCall chosen, Function<Catalog, MappedCall> mapping) {
        return decisions.decide(
                policy -> chosen(policy, task, chosen, mapping.apply(policy.catalog())),
                mapped -> new Command.DecideCall(caller, task, mapped.facts(), continues, only)
                        .showing(mapped.reading().further()));
    }

    /** The call with who chose its values: of what the task has read, and what its caller now answers. */
    private MappedCall chosen(Policy policy, OptionalLong task, RequestedCall chosen, MappedCall call) {
        return call.decidedBy(decisions.contents().facts(chosen.use(policy, caller), task, call.facts()));
    }

    private ToolUse use(Policy policy) {
        return requested.use(policy, caller);
    }

    /** Keeps the labels of what the call writes. If they cannot be kept, the call is not sent, and this is its outcome. */
    Optional<CallOutcome> unlabelled(Decided decided, Answer.Permit permit) {
        try {
            decisions
                    .contents()
                    .permitted(use(decided.policy()), permit, decided.call().facts());
            return Optional.empty();
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.ERROR, "the text that a call writes cannot be labelled, so it is not sent", e);
            return Optional.of(
                    new CallOutcome.RefusedBeforeEffect("unavailable", "the call was not sent: " + e.getMessage()));
        }
    }

    /**
     * Keeps the labels of what the call writes by its answers.
     *
     * @throws UnavailableException if they cannot be kept: the server must not get the answers
     */
    void written(Decided decided, Answer.Permit permit, Answered answered) {
        ToolUse use = requested.answered(answered.answers()).use(decided.policy(), caller);
        decisions.contents().permitted(use, permit, decided.call().facts());
    }

    /**
     * Takes in what the call returned.
     *
     * @throws UnavailableException if its labels cannot be kept
     */
    void read(Policy policy, Answer.Permit permit, CallOutcome outcome, List<Key> created) {
        decisions.contents().read(use(policy), permit.task(), permit.call(), returned(outcome), created);
    }

    /**
     * Takes in words of the server while the call goes on.
     *
     * @throws UnavailableException if their labels cannot be kept
     */
    void told(Policy policy, Answer.Permit permit, ObjectNode words) {
        decisions.contents().told(use(policy), permit.task(), permit.call(), words);
    }

    /** The words of the server that the caller gets to read, whatever the outcome: the words of an error are content as well. */
    private static ObjectNode returned(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Result came -> came.result();
            case CallOutcome.RefusedBeforeEffect refused ->
                withError(refused.content().orElseGet(Json::object), refused.error());
            case CallOutcome.NoContent none -> withError(Json.object(), none.error());
            case CallOutcome.Unknown unknown ->
                Json.object().put(ERROR, unknown.serverWords().orElse(""));
        };
    }

    private static ObjectNode withError(ObjectNode content, Optional<RpcError> error) {
        return error.map(said -> {
                    ObjectNode all = content.deepCopy();
                    ObjectNode words = all.putObject(ERROR).put("message", said.message());
                    said.data().ifPresent(data -> words.set("data", data));
                    return all;
                })
                .orElse(content);
    }

    /** The number of a task. A text that is no id names a task that never was; the call is denied and recorded as any other. */
    private static OptionalLong taskNumber(String id) {
        OptionalLong number = Ids.parse('t', id);
        return number.isPresent() ? number : OptionalLong.of(Long.MAX_VALUE);
    }
}
