package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Created;
import dev.interlock.policy.catalog.ReadCall;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.Reply;
import dev.interlock.server.domain.SecretTexts;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.render.Plain;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The recorder of outcomes: reads from the reply to a forwarded call what became of it, and has that recorded. */
public final class OutcomeRecorder {

    private static final System.Logger LOG = System.getLogger(OutcomeRecorder.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** Characters of an upstream's reason that are recorded. */
    private static final int REASON = 300;
    /** Texts of a result that are compared with its structure. */
    private static final int MOST_TEXTS = 64;

    private final Domain domain;
    private final ScheduledExecutorService retries;
    private final long lookedAt;
    /**
     * The outcomes that are not recorded yet. No more than there are calls in flight: while the ledger cannot be written nothing new is
     * permitted.
     */
    private final Map<Long, Command.SettleCall> pending = new ConcurrentHashMap<>();

    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * Makes the outcomes that go into the record of a domain.
     *
     * @param retries runs attempts to record an outcome that could not be recorded at once
     * @param lookedAt most of an answer that lies in a file and is read into memory where it is inspected, in bytes
     */
    public OutcomeRecorder(Domain domain, ScheduledExecutorService retries, long lookedAt) {
        this.domain = domain;
        this.retries = retries;
        this.lookedAt = lookedAt;
    }

    long lookedAt() {
        return lookedAt;
    }

    /** Returns the settlement of an outcome: failed only if nothing can have happened; whatever is in doubt is unknown. */
    Settlement settlement(Decided decided, CallContext call, CallOutcome outcome) {
        try {
            return read(decided, call, outcome);
        } catch (RuntimeException | StackOverflowError e) {
            // INVARIANT: a call that was forwarded is settled, whatever its answer does to us.
            LOG.log(System.Logger.Level.ERROR, "the answer to a call cannot be read", e);
            return new Settlement.Unknown("the gateway failed to read the answer");
        }
    }

    private static Settlement read(Decided decided, CallContext call, CallOutcome outcome) {
        Catalog catalog = decided.policy().catalog();
        boolean writes = decided.call().facts().writes();
        boolean proven = catalog.noEffect(call.server(), call.tool())
                .proven(outcome.evidence().sendings());
        return switch (outcome) {
            case CallOutcome.RefusedBeforeEffect refused -> {
                String reason = bounded(catalog, refused.code() + ": " + refused.message());
                // A server can do its work and refuse the answer, so that only what the catalogue says is proof.
                yield proven || !writes ? new Settlement.Failed(reason) : new Settlement.Unknown(reason);
            }
            // A call that only reads, as the catalogue says, can have had no effect but its content.
            case CallOutcome.NoContent none ->
                proven || !writes
                        ? new Settlement.Failed(bounded(catalog, "no content: " + none.reason()))
                        : new Settlement.Unknown(bounded(catalog, none.reason()));
            case CallOutcome.Unknown unknown -> {
                String reason = bounded(catalog, unknown.reason());
                yield proven ? new Settlement.Failed(reason) : new Settlement.Unknown(reason);
            }
            case CallOutcome.Result result
            when result.isError() ->
                proven
                        ? new Settlement.Failed("the tool refused")
                        : new Settlement.Unknown(
                                "the tool reported an error but may have had an effect",
                                created(decided, result).keys());
            case CallOutcome.Result result ->
                switch (success(decided.call().reading(), result)) {
                    case Settlement.Unknown unknown ->
                        new Settlement.Unknown(bounded(catalog, unknown.reason()), unknown.named());
                    case Settlement known -> known;
                };
        };
    }

    /**
     * The outcome of a call by its result. Beside a structure each text may say it once more, to readers of texts: where one names another
     * object, nobody knows which was created.
     */
    private static Settlement success(ReadCall call, CallOutcome.Result result) {
        Settlement settlement = call.outcome(structured(result), onlyText(result.result()));
        JsonNode content = result.result().path("content");
        Map<String, ?> structured = structured(result);
        if (structured == null || content.size() < 2 || !(settlement instanceof Settlement.Succeeded)) {
            return settlement;
        }
        int compared = 0;
        for (JsonNode each : content) {
            String text = each.path("text").textValue();
            if (text == null || !text.stripLeading().startsWith("{")) {
                continue;
            }
            if (++compared > MOST_TEXTS) {
                return new Settlement.Unknown("the result contains too much text to compare", settlement.named());
            }
            // `created` alone misses names where a list was done in part, so the outcome has to be unknown as well.
            if (call.created(structured, text) instanceof Created.Unnamed(String reason, List<Key> named)
                    && call.outcome(structured, text) instanceof Settlement.Unknown) {
                return new Settlement.Unknown(reason, named);
            }
        }
        return settlement;
    }

    private static Created created(Decided decided, CallOutcome.Result result) {
        return decided.call().reading().created(structured(result), onlyText(result.result()));
    }

    private static @Nullable Map<String, ?> structured(CallOutcome.Result result) {
        return result.result().get("structuredContent") instanceof ObjectNode object ? PlainJson.of(object) : null;
    }

    static @Nullable String onlyText(ObjectNode result) {
        JsonNode content = result.path("content");
        return content.size() == 1 && "text".equals(content.path(0).path("type").asText())
                ? content.path(0).path("text").textValue()
                : null;
    }

    /** Reasons come from others: no secret of theirs is recorded, not even a part of one where they are cut. */
    static String bounded(Catalog catalog, String reason) {
        return Plain.cut(SecretTexts.without(reason, catalog.standingSecrets()), REASON);
    }

    /**
     * An outcome that is recorded.
     *
     * @param settlement as it is recorded, which need not be as it was told: an agent hears this one
     * @param withheld why nobody is to get the answer, if that is so
     */
    record Settled(Settlement settlement, List<Finding> withheld) {}

    /**
     * Records the outcome. Empty when it could not be recorded now, or it cannot be said what is recorded. In the first case it is tried
     * again in the background, and until that succeeds the call counts as in flight. A plain outcome has its place in the order by then,
     * and is durable a moment later; every other is durable.
     */
    Optional<Settled> settle(long call, Settlement settlement, Optional<Inspection> inspection) {
        return settle(domain::settle, call, settlement, inspection);
    }

    /** Records the outcome of a call that yields what must not leave before the disk has all of it: a credential. */
    Optional<Settled> settleDurably(long call, Settlement settlement) {
        return settle(domain::ask, call, settlement, Optional.empty());
    }

    private Optional<Settled> settle(
            Function<Command.SettleCall, Reply> record,
            long call,
            Settlement settlement,
            Optional<Inspection> inspection) {
        Optional<Reply> reply = recorded(record, new Command.SettleCall(call, settlement, inspection));
        if (reply.isPresent()) {
            return reply.get().answer() instanceof Answer.Done done
                    ? Optional.of(new Settled(reply.get().settlement(call).orElse(settlement), done.withheld()))
                    : before(call, inspection);
        }
        LOG.log(System.Logger.Level.WARNING, "the outcome of c-" + call + " cannot be recorded yet");
        pending.put(call, new Command.SettleCall(call, settlement, inspection.map(Inspections::undelivered)));
        tryLater();
        return Optional.empty();
    }

    /**
     * The outcome that is recorded already, as after an append that was committed and not acknowledged, or where somebody else said it
     * first. Whether an answer that is inspected was to be delivered nobody says again.
     */
    private Optional<Settled> before(long call, Optional<Inspection> inspection) {
        if (inspection.isPresent()) {
            return Optional.empty();
        }
        var found = new ArrayList<Settlement>();
        try {
            domain.history().scan(call + 1, domain.ledger().size(), recorded -> {
                switch (recorded.event()) {
                    case Event.CallSettled settled when settled.call() == call -> found.add(settled.settlement());
                    // Before its outcome is recorded, a call in flight is not ended by what a source tells of it.
                    case Event.CallConfirmed said
                    when said.call() == call && !found.isEmpty() -> found.add(said.settlement());
                    case Event.CallReconciled said when said.call() == call -> found.add(said.settlement());
                    default -> {}
                }
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the outcome of c-" + call + " cannot be read", e);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new Settled(found.getLast(), List.of()));
    }

    private static Optional<Reply> recorded(Function<Command.SettleCall, Reply> record, Command.SettleCall settle) {
        try {
            return Optional.of(record.apply(settle));
        } catch (UnavailableException e) {
            return Optional.empty();
        }
    }

    private void tryLater() {
        if (!scheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            var _ = retries.schedule(
                    () -> {
                        scheduled.set(false);
                        if (!recordPending()) {
                            tryLater();
                        }
                    },
                    RETRY.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Shutting down: the last attempt is the one of recordPending.
            scheduled.set(false);
        }
    }

    /** Tries to record what is still to be recorded. False when something is left; the next start makes that unknown. */
    public boolean recordPending() {
        for (Map.Entry<Long, Command.SettleCall> one : pending.entrySet()) {
            if (recorded(domain::ask, one.getValue()).isEmpty()) {
                return false; // the others would fare no better, and each attempt costs the writer something
            }
            pending.remove(one.getKey());
        }
        return pending.isEmpty();
    }
}
