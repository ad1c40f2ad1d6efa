package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.Outcomes;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.door.api.view.Visibility;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Shows calls that may have happened and are not settled, and the story of any call; reconciles those of unknown outcome. */
final class CallRoutes implements Routes {

    private static final int MAX_REASON = 1 << 10;
    private static final String OPEN = "open";
    private static final String UNKNOWN = "unknown";

    private static final int MOST_TOGETHER = 1_000;
    private static final int MAX_ID = 64;

    private final Domain domain;
    private final CallStories stories;
    private final boolean singleAdministrator;

    /** @param singleAdministrator one person may administer the server */
    CallRoutes(Domain domain, CallStories stories, boolean singleAdministrator) {
        this.domain = domain;
        this.stories = stories;
        this.singleAdministrator = singleAdministrator;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 ->
                request.id().equals("reconcile")
                        ? reconcile(caller, request.posted())
                        : stories.show(caller, request.id(), request.looked());
            case 2 ->
                request.step().equals("reconcile")
                        ? reconcile(caller, request.id(), request.posted())
                        : RoutedRequest.nowhere();
            default -> RoutedRequest.nowhere();
        };
    }

    Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> stateFilter = query.choice("state", Set.of(OPEN, UNKNOWN));
        long after = query.after('c');
        int limit = query.limit();
        query.finish();
        return domain.query(state -> {
            var page = new Page("calls", limit);
            for (OpenCall call : state.calls().all()) {
                long number = call.view().seq();
                if (number > after
                        && stateFilter.map(w -> w.equals(stateOf(call))).orElse(true)
                        && sees(caller, state, call)
                        && !page.add(Ids.call(number), () -> view(call))) {
                    break;
                }
            }
            return Reply.json(200, page.body());
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
        facts.actsOn().forEach(key -> objects.add(key.toString()));
        var related = out.putArray("related");
        facts.related().forEach(key -> related.add(key.toString()));
        var creates = out.putArray("creates");
        facts.creates().forEach(creates::add);
        if (!facts.elements().isEmpty()) {
            out.put("elements", facts.elements().size());
        }
        return out;
    }

    /** The outcome of one call, alone or among several, as a person tells it. */
    private record Reconciliation(String id, String outcome, List<Key> created, List<Integer> undone) {

        static Reconciliation of(String id, Body body, Set<String> types) throws Refusal {
            String outcome = body.choice("outcome", Set.of("succeeded", "failed"));
            List<Key> created = body.objects("created", types).orElse(List.of());
            if (outcome.equals("failed") && !created.isEmpty()) {
                throw Refusal.invalid(List.of(
                        new Refusal.Flaw(body.place() + "/created", "a failed call cannot have created objects")));
            }
            List<Integer> undone = body.places("undone");
            if (outcome.equals("failed") && !undone.isEmpty()) {
                throw Refusal.invalid(List.of(
                        new Refusal.Flaw(body.place() + "/undone", "a failed call has done nothing: leave this out")));
            }
            return new Reconciliation(id, outcome, created, undone);
        }

        Settlement settlement(String reason) {
            return outcome.equals("failed") ? new Settlement.Failed(reason) : new Settlement.Succeeded(created, undone);
        }
    }

    Reply reconcile(Caller caller, String id, Body body) throws Refusal {
        Reconciliation said = Reconciliation.of(id, body, types());
        String reason = body.required("reason", MAX_REASON);
        body.finish();
        return answer(command(caller, said, reason), false);
    }

    /** Reconciles several calls with one decision: all or none. */
    Reply reconcile(Caller caller, Body body) throws Refusal {
        String reason = body.required("reason", MAX_REASON);
        Set<String> types = types();
        var each = new ArrayList<Reconciliation>();
        for (Body part : body.parts("calls", MOST_TOGETHER)) {
            each.add(Reconciliation.of(part.required("id", MAX_ID), part, types));
            part.noOthers();
        }
        body.finish();
        var calls = new ArrayList<Command.ReconcileCall>();
        for (Reconciliation said : each) {
            calls.add(command(caller, said, reason));
        }
        return answer(new Command.ReconcileCalls(calls), true);
    }

    private Set<String> types() {
        return domain.query(state -> state.bundle().types().keySet());
    }

    private Command.ReconcileCall command(Caller caller, Reconciliation said, String reason) throws Refusal {
        OptionalLong number = Ids.parse('c', said.id());
        boolean visible = number.isPresent()
                && domain.query(state -> {
                    OpenCall call = state.calls().get(number.getAsLong());
                    return call != null && sees(caller, state, call);
                });
        if (!visible) {
            throw Problems.refusal(new Answer.Refused(
                    RefusalCode.CALL_UNKNOWN,
                    number.isEmpty()
                            ? "the id of a call has the form `c-17`"
                            : "there is no open call `" + said.id() + "`"));
        }
        return new Command.ReconcileCall(
                number.getAsLong(), caller, said.settlement(reason), reason, singleAdministrator);
    }

    /** The answer tells what is recorded, not what was said: a creation that names what existed has created nothing. */
    private Reply answer(Command command, boolean together) {
        var reply = domain.ask(command);
        return switch (reply.answer()) {
            case Answer.Done done -> {
                ArrayNode calls = Json.array();
                for (Event event : reply.events()) {
                    if (event instanceof Event.CallReconciled reconciled) {
                        calls.addObject()
                                .put("id", Ids.call(reconciled.call()))
                                .put("state", Outcomes.word(reconciled.settlement()));
                    }
                }
                ObjectNode several = Json.object();
                several.set("calls", calls);
                yield Reply.json(200, together ? several : (ObjectNode) calls.get(0));
            }
            case Answer.Refused refused -> Problems.refused(refused);
            case Answer.Verdict verdict -> throw new IllegalStateException("a reconciliation is not a call");
        };
    }
}
