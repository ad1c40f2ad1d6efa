package dev.interlock.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.words.Ids;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Shows calls that may have happened and are not settled; reconciles those of unknown outcome. */
final class CallRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;
    private static final String OPEN = "open";
    private static final String UNKNOWN = "unknown";

    private final Domain domain;

    CallRoutes(Domain domain) {
        this.domain = domain;
    }

    @Override
    public ApiReply route(Caller caller, Asked asked) throws Refusal, IOException {
        return switch (asked.depth()) {
            case 0 -> list(caller, asked.looked());
            case 2 ->
                asked.step().equals("reconcile") ? reconcile(caller, asked.id(), asked.posted()) : Asked.nowhere();
            default -> Asked.nowhere();
        };
    }

    ApiReply list(Caller caller, Query query) throws Refusal {
        Optional<String> wanted = query.choice("state", Set.of(OPEN, UNKNOWN));
        long after = query.after('c');
        int limit = query.limit();
        query.finish();
        return domain.query(state -> {
            var page = new Page("calls", limit);
            for (OpenCall call : state.calls().all()) {
                long number = call.view().seq();
                if (number > after
                        && wanted.map(w -> w.equals(stateOf(call))).orElse(true)
                        && sees(caller, state, call)
                        && !page.add(Ids.call(number), () -> view(call))) {
                    break;
                }
            }
            return ApiReply.of(200, page.body());
        });
    }

    private static boolean sees(Caller caller, State state, OpenCall call) {
        return call.view().actor().name().equals(caller.name())
                || Visibility.sees(caller, state, call.view().task());
    }

    private static String stateOf(OpenCall call) {
        return call.unknown() ? UNKNOWN : OPEN;
    }

    private static ObjectNode view(OpenCall call) {
        CallView view = call.view();
        CallFacts facts = view.facts();
        ObjectNode out = Json.object()
                .put("id", Ids.call(view.seq()))
                .put("state", stateOf(call))
                .put("task", Ids.task(view.task()))
                .put("agent", view.actor().name())
                .put("tool", facts.tool())
                .put("since", Times.of(view.now()));
        var objects = out.putArray("objects");
        facts.objects().forEach(key -> objects.add(key.toString()));
        var related = out.putArray("related");
        facts.related().forEach(key -> related.add(key.toString()));
        var creates = out.putArray("creates");
        facts.creates().forEach(creates::add);
        return out;
    }

    ApiReply reconcile(Caller caller, String id, Body body) throws Refusal {
        Set<String> types = domain.query(state -> state.bundle().types().keySet());
        String outcome = body.choice("outcome", Set.of("succeeded", "failed"));
        List<Key> created = body.objects("created", types).orElse(List.of());
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        if (outcome.equals("failed") && !created.isEmpty()) {
            throw new Refusal(
                    Problems.flaws(List.of(new Problems.Flaw("/created", "a call that failed has created nothing"))));
        }
        OptionalLong number = Ids.parse('c', id);
        boolean visible = number.isPresent()
                && domain.query(state -> {
                    OpenCall call = state.calls().get(number.getAsLong());
                    return call != null && sees(caller, state, call);
                });
        if (!visible) {
            return Problems.refused(new Answer.Refused(
                    Code.CALL_UNKNOWN,
                    number.isEmpty() ? "a call is named as in `c-17`" : "there is no open call `" + id + "`"));
        }
        Settlement settlement =
                outcome.equals("failed") ? new Settlement.Failed(reason) : new Settlement.Succeeded(created);
        return switch (domain.ask(new Command.ReconcileCall(number.getAsLong(), caller, settlement, reason))
                .answer()) {
            case Answer.Done done ->
                ApiReply.of(
                        200, Json.object().put("id", Ids.call(done.number())).put("state", outcome));
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a reconciliation is no call");
        };
    }
}
