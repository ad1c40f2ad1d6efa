package dev.interlock.server.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Settlement;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Created;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.CallContext;
import dev.interlock.server.upstream.CallOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of a forwarded call, and its way into the record. */
public final class Outcomes {

    private static final System.Logger LOG = System.getLogger(Outcomes.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Domain domain;
    private final ScheduledExecutorService retries;

    /** @param retries runs attempts to record an outcome that could not be recorded at once */
    public Outcomes(Domain domain, ScheduledExecutorService retries) {
        this.domain = domain;
        this.retries = retries;
    }

    /** Failed only where nothing can have happened; whatever is in doubt is unknown. */
    Settlement settlement(Catalog catalog, CallContext call, Map<String, @Nullable Object> arguments, CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.RefusedBeforeEffect refused ->
                new Settlement.Failed(bounded(refused.code() + ": " + refused.message()));
            case CallOutcome.Unknown unknown -> new Settlement.Unknown(bounded(unknown.reason()));
            case CallOutcome.Result result when result.isError() ->
                catalog.errorIsNoEffect(call.server(), call.tool())
                        ? new Settlement.Failed("the tool refused")
                        : new Settlement.Unknown("the tool reported an error, and may have had an effect");
            case CallOutcome.Result result -> {
                ObjectNode structured = result.result().get("structuredContent") instanceof ObjectNode object ? object : null;
                Created created = catalog.created(
                        call.server(),
                        call.tool(),
                        arguments,
                        structured == null ? null : PlainJson.of(structured),
                        onlyText(result.result()));
                yield switch (created) {
                    case Created.Named named -> new Settlement.Succeeded(named.keys());
                    case Created.Unnamed unnamed -> new Settlement.Unknown(bounded(unnamed.reason()));
                };
            }
        };
    }

    private static @Nullable String onlyText(ObjectNode result) {
        JsonNode content = result.path("content");
        return content.size() == 1 && "text".equals(content.path(0).path("type").asText())
                ? content.path(0).path("text").textValue()
                : null;
    }

    /** Reasons come from upstreams: they are cut to what a record needs. */
    private static String bounded(String reason) {
        return reason.length() <= 300 ? reason : reason.substring(0, 300) + "...";
    }

    /**
     * Records the outcome. False when it could not be recorded now; then it is tried again in the background, and until it
     * succeeds the call counts as in flight.
     */
    boolean settle(long call, Settlement settlement) {
        try {
            domain.ask(new Command.SettleCall(call, settlement));
            return true;
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "the outcome of c-" + call + " cannot be recorded yet");
            var again = retries.schedule(
                    () -> settle(call, settlement), RETRY.toMillis(), TimeUnit.MILLISECONDS);
            if (again.isCancelled()) {
                LOG.log(System.Logger.Level.WARNING, "c-" + call + " stays in flight until the next start");
            }
            return false;
        }
    }
}
