package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.AgentTable;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.FromIndex;
import dev.interlock.server.door.api.view.Page;
import dev.interlock.server.door.api.view.PartyView;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.index.Counted;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.index.Verdict;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Agents, people and machine verifiers, for people: who they are, what they have to do with at the moment, and what they may do. */
final class PartyRoutes implements Routes {

    private final Roles roles;
    private final Domain domain;
    private final Registry registry;
    private final RecordIndex index;

    /** @param index of the record of the domain */
    PartyRoutes(Domain domain, Registry registry, RecordIndex index, Roles roles) {
        this.roles = roles;
        this.domain = domain;
        this.registry = registry;
        this.index = index;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> show(caller, request.id(), request.looked());
            default -> RoutedRequest.nowhere();
        };
    }

    private Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> kind = query.choice("kind", Set.of("agent", "person", "verifier"));
        Optional<String> after = query.text("after");
        int limit = query.limit();
        query.finish();
        People.require(caller, "see the registered parties");
        return domain.query(state -> {
            var view = new PartyView(state, registry);
            var page = new Page("parties", limit);
            SortedSet<String> names = view.names();
            for (String name : after.isPresent() ? names.tailSet(after.get() + "\0") : names) {
                ObjectNode line = view.line(name);
                boolean fits =
                        kind.isEmpty() || kind.get().equals(line.path("kind").textValue());
                if (fits && !page.add(name, () -> line)) {
                    break;
                }
            }
            return Reply.json(200, page.body());
        });
    }

    private record Found(ObjectNode body, OptionalLong barredBy) {}

    private Reply show(Caller caller, String name, Query query) throws Refusal {
        query.finish();
        People.require(caller, "see the registered parties");
        index.awaitNear();
        ObjectNode record = Json.object();
        FromIndex.put(record, out -> record(out, name));
        Optional<Found> found = domain.query(state -> {
            var view = new PartyView(state, registry);
            if (!view.names().contains(name) && !record.has("entries")) {
                return Optional.empty();
            }
            ObjectNode body = view.full(name);
            registry.named(name).filter(one -> !one.agent()).ifPresent(one -> may(body.putObject("may"), state, one));
            return Optional.of(new Found(body, barredBy(state, name)));
        });
        if (found.isEmpty()) {
            throw Problems.absent(
                    "no party with this name is registered; `GET /v1/parties` lists the registered parties");
        }
        ObjectNode body = found.get().body();
        body.setAll(record);
        OptionalLong entry = found.get().barredBy();
        if (entry.isPresent()) {
            body.set("suspended", PartyView.suspension(domain.history().event(entry.getAsLong())));
        }
        return Reply.json(200, body);
    }

    /** Writes how many calls the party made, by their verdict, and how many entries are about it. */
    private void record(ObjectNode out, String name) {
        ObjectNode calls = out.putObject("calls");
        for (Verdict verdict : Verdict.values()) {
            calls.put(
                    verdict.text(),
                    index.counted(Term.partyVerdict(verdict, name))
                            .map(Counted::count)
                            .orElse(0L));
        }
        index.counted(new Term.Named(Term.Kind.PARTY, name))
                .ifPresent(counted -> out.put("entries", counted.count()).put("last", counted.last()));
    }

    /** The number of the event since which the party may not act, or, of a person, is gone. */
    private OptionalLong barredBy(State state, String name) {
        AgentTable.Bar bar = state.agents().suspended().get(name);
        if (bar != null) {
            return OptionalLong.of(bar.event());
        }
        Optional<Caller> registered = registry.named(name);
        if (registered.isEmpty()) {
            return OptionalLong.empty();
        }
        var names = new TreeSet<>(Actors.ownOwner(registered.get()).texts());
        if (!registered.get().agent()) {
            names.addAll(state.linkTable().namesOf(name));
        }
        return state.agents().gone().entrySet().stream()
                .filter(gone ->
                        names.stream().anyMatch(one -> state.links().same(Attributes.OWNER, gone.getKey(), one)))
                .mapToLong(Map.Entry::getValue)
                .findFirst();
    }

    /** Writes what somebody who decides may do, by the groups that the bundle and the server ask for. */
    private void may(ObjectNode out, State state, Caller decider) {
        SortedSet<String> groups = decider.groups();
        if (decider.person()) {
            Optional<BreakGlass> lanes = state.bundle().breakGlass();
            out.put("administer", roles.administers(decider))
                    .put(
                            "openLanes",
                            mayChange(decider, "lanes")
                                    && lanes.filter(by -> groups.contains(by.by()))
                                            .isPresent())
                    .put(
                            "reviewLanes",
                            mayChange(decider, "lanes", "review")
                                    && lanes.filter(by -> groups.contains(by.reviewers()))
                                            .isPresent());
        }
        ArrayNode approve = out.putArray("approve");
        if (!mayChange(decider, "holds")) {
            return;
        }
        for (Rule rule : state.bundle().rules()) {
            if (rule instanceof Rule.Require require
                    && require.approval()
                            .filter(approval ->
                                    approval.by().map(groups::contains).orElse(decider.person()))
                            .isPresent()) {
                approve.add(rule.id());
            }
        }
    }

    /** Returns whether the role of somebody lets them change something. */
    private boolean mayChange(Caller caller, String... path) {
        return roles.objection(caller, /* reads= */ false, List.of(path)).isEmpty();
    }
}
