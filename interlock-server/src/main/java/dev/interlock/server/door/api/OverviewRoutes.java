package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.FromIndex;
import dev.interlock.server.door.api.view.HoldView;
import dev.interlock.server.door.api.view.LaneStory;
import dev.interlock.server.door.api.view.SeenHold;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.door.api.view.VisibleHolds;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.index.Verdict;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.upstream.Health;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The whole at a glance, for people: how many of each thing there are, and whether calls are decided. */
final class OverviewRoutes implements Routes {

    /** The open holds of which the overview says whether the reader may answer them. */
    private static final int MOST_HOLDS = 500;

    /** The open lanes that the overview names. */
    private static final int MOST_LANES = 5;

    private final Domain domain;
    private final RecordIndex index;
    private final Supplier<SortedMap<String, List<Health>>> health;
    private final VisibleHolds holds;
    private final HoldView view;

    /**
     * @param index of the record of the domain
     * @param health returns the health of the MCP servers' instances behind the gateway, by the server's name
     * @param phrases how calls read
     * @param roles who answers at all
     */
    OverviewRoutes(
            Domain domain,
            Registry registry,
            RecordIndex index,
            Supplier<SortedMap<String, List<Health>>> health,
            CallPhrases phrases,
            Roles roles) {
        this.domain = domain;
        this.index = index;
        this.health = health;
        this.holds = new VisibleHolds(domain);
        this.view = new HoldView(registry, domain.history()::event, domain::now, phrases, roles);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return request.depth() == 0 ? show(caller, request.looked()) : RoutedRequest.nowhere();
    }

    private Reply show(Caller caller, Query query) throws Refusal {
        OptionalLong since = query.entry("since");
        query.finish();
        People.require(caller, "see the overview");
        ObjectNode out = Json.object().put("at", Times.of(domain.now()));
        Optional<String> trouble = domain.trouble();
        out.put("ready", trouble.isEmpty());
        trouble.ifPresent(why -> out.put("trouble", why));
        ObjectNode waiting = out.putObject("holds");
        long unused = domain.query(state -> {
            state(out, waiting, state);
            return state.nextSeq();
        });
        yours(waiting, caller);
        upstreams(out.putObject("upstreams"));
        ledger(out.withObject("/ledger"));
        index(out.putObject("index"));
        out.putObject("clock").put("state", domain.clock().believed() ? "believed" : "in-doubt");
        if (since.isPresent()) {
            FromIndex.put(out, found -> since(found.putObject("since"), since.getAsLong(), caller));
        }
        return Reply.json(200, out);
    }

    /** Counts what was decided from an entry on, each up to the most that the index tells at a time. */
    private void since(ObjectNode out, long entry, Caller caller) {
        index.awaitNear();
        out.put("entry", entry).put("indexed", index.indexed());
        if (entry < index.indexed()) {
            out.put("at", Times.of(domain.history().event(entry).timeMillis()));
        }
        out.put("through", from(Verdict.PERMITTED, entry))
                .put("held", from(Verdict.HELD, entry))
                .put("stopped", from(Verdict.DENIED, entry))
                .put("observed", from(Verdict.OBSERVED, entry))
                .put("answered", answered(entry, caller))
                .put("most", RecordIndex.MOST);
    }

    private int from(Verdict verdict, long entry) {
        return index.from(Term.verdict(verdict.text()), entry, RecordIndex.MOST).size();
    }

    private long answered(long entry, Caller caller) {
        List<Term> byReader = List.of(Term.event("hold-answered"), Term.party(caller.name()));
        return index.find(byReader, Long.MAX_VALUE, RecordIndex.MOST).numbers().stream()
                .filter(number -> number >= entry)
                .count();
    }

    private void state(ObjectNode out, ObjectNode waiting, State state) {
        waiting.put("open", state.holds().open().size());
        tasks(out.putObject("tasks"), state);
        long live = state.leases().all().stream().filter(OverviewRoutes::isLive).count();
        out.putObject("leases")
                .put("live", live)
                .put("ending", state.leases().all().size() - live);
        lanes(out.putObject("lanes"), state);
        out.putObject("ledger")
                .put("size", state.nextSeq())
                .put("state", state.trust().isClosed() ? "closed" : "open");
        ObjectNode bundle = out.putObject("bundle")
                .put("name", state.bundle().name())
                .put("digest", state.bundle().digest());
        state.proposed()
                .ifPresent(proposed -> bundle.put("proposed", proposed.event().digest()));
        int unknown = state.calls().unknown().size();
        out.putObject("calls").put("open", state.calls().all().size() - unknown).put("unknown", unknown);
    }

    private static boolean isLive(Lease lease) {
        return lease.end().isEmpty();
    }

    private static void tasks(ObjectNode out, State state) {
        var agents = new HashSet<String>();
        int below = 0;
        for (Task task : state.tasks().active()) {
            agents.add(task.agent());
            below += task.parent() == null ? 0 : 1;
        }
        out.put("live", state.tasks().active().size())
                .put("agents", agents.size())
                .put("subtasks", below);
    }

    private static void lanes(ObjectNode out, State state) {
        int proposed = 0;
        int open = 0;
        int unreviewed = 0;
        for (Lane lane : state.lanes().all()) {
            proposed += lane.status() == Lane.Status.PROPOSED ? 1 : 0;
            open += lane.status() == Lane.Status.OPEN ? 1 : 0;
            unreviewed += lane.status() == Lane.Status.ENDED && lane.unreviewed() ? 1 : 0;
        }
        out.put("proposed", proposed).put("open", open).put("unreviewed", unreviewed);
        ArrayNode newest = out.putArray("newest");
        state.lanes().all().stream().filter(lane -> lane.status() == Lane.Status.OPEN).toList().reversed().stream()
                .limit(MOST_LANES)
                .forEach(lane -> lane.opened().ifPresent(opened -> newest.add(LaneStory.line(lane, opened))));
    }

    /** Counts the holds that the reader may answer, among the oldest open ones. */
    private void yours(ObjectNode out, Caller caller) {
        List<SeenHold> oldest = holds.list(caller, Optional.of("open"), Optional.empty(), -1, MOST_HOLDS);
        out.put("yours", oldest.stream().filter(view.mayAnswer(caller)).count());
    }

    /** A server is up as long as one of its instances is, or none was needed yet. */
    private void upstreams(ObjectNode out) {
        SortedMap<String, List<Health>> all = health.get();
        long up = all.values().stream()
                .filter(instances ->
                        instances.isEmpty() || instances.stream().anyMatch(one -> one.state() == Health.State.UP))
                .count();
        out.put("up", up).put("all", all.size());
    }

    /** How far the record can be searched, and why it cannot be at all. */
    private void index(ObjectNode out) {
        out.put("indexed", index.indexed()).put("size", index.size());
        index.trouble().ifPresent(why -> out.put("trouble", why));
    }

    private void ledger(ObjectNode out) {
        out.put("origin", domain.ledger().origin())
                .put("key", String.format("%08x", domain.ledger().verifierKey().id()));
        domain.anchorBehind().ifPresent(behind -> out.put("anchorBehind", behind));
    }
}
