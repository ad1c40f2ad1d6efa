package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.door.api.view.Visibility;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The routes about leases: those that agents may use at the moment, and those whose credentials are still being
 * withdrawn. People revoke leases here.
 */
final class LeaseRoutes implements Routes {

    private static final int MAX_COMMENT = 1 << 10;

    private static final String LIVE = "live";
    private static final String ENDING = "ending";

    private final Domain domain;

    LeaseRoutes(Domain domain) {
        this.domain = domain;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> show(caller, request.id(), request.looked());
            case 2 ->
                request.step().equals("revoke")
                        ? revoke(caller, request.id(), request.posted())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        long after = query.afterLease();
        int limit = query.limit();
        OptionalLong task = query.id("task", 't');
        Optional<String> agent = query.text("agent");
        Optional<String> stateFilter = query.choice("state", Set.of(LIVE, ENDING));
        query.finish();
        return domain.query(state -> {
            var page = new Page("leases", limit);
            for (Lease lease : state.leases().all()) {
                boolean fits = lease.number() > after
                        && (task.isEmpty() || lease.issued().task() == task.getAsLong())
                        && (agent.isEmpty() || lease.agent().equals(agent.get()))
                        && (stateFilter.isEmpty() || stateFilter.get().equals(stateOf(lease)))
                        && sees(caller, state, lease);
                if (fits && !page.add(Ids.lease(lease.number()), () -> view(lease))) {
                    break;
                }
            }
            return Reply.json(200, page.body());
        });
    }

    Reply show(Caller caller, String id, Query query) throws Refusal {
        query.finish();
        long number = visible(caller, id);
        return domain.query(state -> {
            Lease lease = state.leases().get(number);
            return lease == null ? Problems.refused(absent(id)) : Reply.json(200, view(lease));
        });
    }

    Reply revoke(Caller caller, String id, Body body) throws Refusal {
        String comment = body.text("comment", MAX_COMMENT).orElse("");
        body.finish();
        long number = visible(caller, id);
        return switch (domain.ask(new LeaseCommand.Revoke(number, Optional.of(caller), comment))
                .answer()) {
            case Answer.Done done ->
                Reply.json(
                        200, Json.object().put("id", Ids.lease(done.number())).put("state", "revoked"));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a lease is not a call");
        };
    }

    private long visible(Caller caller, String id) throws Refusal {
        OptionalLong number = Ids.parseLease(id);
        boolean there = number.isPresent()
                && domain.query(state -> {
                    Lease lease = state.leases().get(number.getAsLong());
                    return lease != null && sees(caller, state, lease);
                });
        if (!there) {
            throw Problems.refusal(
                    number.isEmpty()
                            ? new Answer.Refused(RefusalCode.LEASE_UNKNOWN, "the id of a lease has the form `lease-27`")
                            : absent(id));
        }
        return number.getAsLong();
    }

    private static Answer.Refused absent(String id) {
        return new Answer.Refused(
                RefusalCode.LEASE_UNKNOWN,
                "there is no lease `" + id + "`, or it has been removed completely; `interlock explain " + id
                        + "` also finds past leases");
    }

    /** Returns whether the caller sees the lease: its holder does, and so does everybody who sees its task. */
    private static boolean sees(Caller caller, State state, Lease lease) {
        return caller.person()
                || lease.agent().equals(caller.name())
                || (state.task(lease.issued().task()) != null
                        && Visibility.sees(caller, state, lease.issued().task()));
    }

    /** Returns the word for the state of a lease. One whose time is over is found within a second. */
    private static String stateOf(Lease lease) {
        return lease.end().isEmpty() ? LIVE : ENDING;
    }

    private static ObjectNode view(Lease lease) {
        LeaseEvent.Issued issued = lease.issued();
        ObjectNode out = Json.object()
                .put("id", Ids.lease(lease.number()))
                .put("state", stateOf(lease))
                .put("agent", lease.agent())
                .put("task", Ids.task(issued.task()))
                .put("kind", issued.kind())
                .put("credential", issued.credential());
        if (issued.actor().get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime) {
            out.put("runtime", runtime.value());
        }
        if (issued.call().isPresent()) {
            out.put("call", Ids.call(issued.call().getAsLong()));
        }
        out.put("issued", Times.of(lease.issuedMillis())).put("expires", Times.of(lease.expiresMillis()));
        if (issued.outside()) {
            out.put("confirmed", lease.confirmed());
        }
        ObjectNode binding = out.putObject("binding");
        issued.binding().forEach(binding::put);
        lease.end()
                .ifPresent(end ->
                        out.put("ended", end.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return out;
    }
}
