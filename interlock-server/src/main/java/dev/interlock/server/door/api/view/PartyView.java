package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.AgentTable;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An agent, person or machine verifier as people see it: what is registered of it, what rules see of it, and what it has to do with at
 * the moment. No part of it proves that somebody is the party.
 */
public final class PartyView {

    /** The newest of each kind of thing that a party has to do with. */
    private static final int MOST = 20;

    /** Attributes that every vector has, in the order in which people ask for them; others of the bundle follow. */
    private static final List<String> ORDER =
            List.of(Attributes.OWNER, Attributes.ORIGIN, Attributes.CHAIN, Attributes.MODEL);

    private final State state;
    private final Registry registry;

    /** @param state as it is while the view is made: nothing of it is kept */
    public PartyView(State state, Registry registry) {
        this.state = state;
        this.registry = registry;
    }

    /** The names of all that are registered, and of suspended agents that are not. */
    public SortedSet<String> names() {
        var names = new TreeSet<>(state.agents().suspended().keySet());
        registry.all().forEach(caller -> names.add(caller.name()));
        return names;
    }

    /** Shows a party as one line of a list. */
    public ObjectNode line(String name) {
        Optional<Caller> registered = registry.named(name);
        ObjectNode out = Json.object()
                .put("name", name)
                .put("kind", registered.map(PartyView::kind).orElse("agent"))
                .put("registered", registered.isPresent());
        registered
                .map(Actors::ownOwner)
                .or(() -> Optional.ofNullable(state.agents().owners().get(name)).map(AttributeValue::known))
                .ifPresent(owner -> out.put("owner", TaskView.text(owner)));
        registered.ifPresent(caller -> caller.groups().forEach(out.putArray("groups")::add));
        return out.put("state", registered.map(this::standing).orElseGet(() -> unregistered(name)));
    }

    /** The kind of a registered party. */
    public static String kind(Caller caller) {
        return caller.person() ? "person" : caller.verifier() ? "verifier" : "agent";
    }

    /** Whether a registered party may act: {@code active}, {@code suspended}, or {@code owner-gone}; a person who is gone is {@code gone}. */
    public String standing(Caller caller) {
        AgentTable agents = state.agents();
        if (!caller.agent()) {
            return agents.isGone(Actors.outside(caller), state.links()) ? "gone" : "active";
        }
        return agents.barred(caller, state.links())
                .map(barred -> barred == Barred.OWNER_GONE ? "owner-gone" : "suspended")
                .orElse("active");
    }

    private String unregistered(String name) {
        return state.agents().suspended().containsKey(name) ? "suspended" : "unregistered";
    }

    /** Shows all of a party that is registered or known to the state. */
    public ObjectNode full(String name) {
        ObjectNode out = line(name);
        Optional<Caller> registered = registry.named(name);
        registered.ifPresent(caller -> registered(out, caller));
        tasks(out.putObject("tasks"), name);
        newest(
                out.putObject("leases"),
                state.leases().all().stream()
                        .filter(lease ->
                                lease.agent().equals(name) && lease.end().isEmpty()),
                PartyView::view);
        newest(
                out.putObject("holds"),
                state.holds().open().stream()
                        .filter(hold -> hold.held().actor().name().equals(name)),
                PartyView::view);
        ArrayNode delegations = out.putArray("delegations");
        state.delegations().all().stream()
                .filter(one -> one.to().equals(name) || one.by().name().equals(name))
                .forEach(one -> delegations.add(DelegationView.of(one)));
        links(out.putObject("links"), name, registered);
        state.agents().proposals().stream()
                .filter(proposal -> proposal.what().value().equals(name)
                        && proposal.what().kind().equals(Scopes.AGENT))
                .forEach(proposal -> out.putObject("resumption")
                        .put("id", Ids.resume(proposal.resume()))
                        .put("by", proposal.by().name())
                        .put("reason", proposal.reason()));
        return out;
    }

    private void registered(ObjectNode out, Caller caller) {
        var names = new LinkedHashSet<>(ORDER);
        names.addAll(state.bundle().attributes());
        names.addAll(caller.attributes().keySet());
        names.removeAll(Attributes.ALWAYS); // proven by each instance, and the name itself
        ObjectNode attributes = out.putObject("attributes");
        var vector = Actors.outside(caller);
        names.forEach(name -> attributes.put(name, TaskView.text(vector.get(name))));
        if (caller.agent()) {
            out.put("root", caller.root());
            caller.intents().ifPresent(intents -> intents.forEach(out.putArray("intents")::add));
            caller.implicitIntent().ifPresent(intent -> out.put("implicitIntent", intent));
        }
        registry.entries().stream()
                .filter(entry -> entry.caller().name().equals(caller.name()))
                .forEach(entry -> proofs(out.putArray("provenBy"), entry));
    }

    private static void proofs(ArrayNode out, Registry.Entry entry) {
        if (!entry.tokens().isEmpty()) {
            out.add("token");
        }
        if (!entry.spiffeIds().isEmpty()) {
            out.add("spiffe");
        }
        if (!entry.issued().isEmpty()) {
            out.add("issuer");
        }
    }

    private void tasks(ObjectNode out, String name) {
        newest(out, state.tasks().active().stream().filter(task -> task.agent().equals(name)), PartyView::view);
    }

    private static <T> void newest(ObjectNode out, Stream<T> all, Function<T, ObjectNode> view) {
        List<T> found = all.toList();
        out.put("count", found.size());
        ArrayNode list = out.putArray("newest");
        found.reversed().stream().limit(MOST).map(view).forEach(list::add);
    }

    private static ObjectNode view(Task task) {
        ObjectNode out = Json.object()
                .put("id", Ids.task(task.number()))
                .put("intent", task.intent())
                .put("openedBy", task.opened().openedBy())
                .put("opened", Times.of(task.openedMillis()))
                .put("lastEvent", Times.of(task.lastMillis()));
        task.opened().parent().ifPresent(parent -> out.put("parent", Ids.task(parent)));
        return out;
    }

    private static ObjectNode view(Lease lease) {
        return Json.object()
                .put("id", Ids.lease(lease.number()))
                .put("task", Ids.task(lease.issued().task()))
                .put("kind", lease.issued().kind())
                .put("credential", lease.issued().credential())
                .put("expires", Times.of(lease.expiresMillis()));
    }

    private static ObjectNode view(HoldState hold) {
        return Json.object()
                .put("id", Ids.hold(hold.number()))
                .put("task", Ids.task(hold.held().task()))
                .put("tool", hold.held().facts().tool())
                .put("since", Times.of(hold.heldMillis()));
    }

    /** Writes the names and values that are the same as the party's by confirmed links, and proposed links about it. */
    private void links(ObjectNode out, String name, Optional<Caller> registered) {
        ObjectNode same = out.putObject("same");
        Consumer<String> put = attribute -> {
            AttributeValue value = attribute.equals(Attributes.AGENT)
                    ? AttributeValue.known(name)
                    : registered
                            .map(Actors::outside)
                            .map(actor -> actor.get(attribute))
                            .orElse(AttributeValue.unknown());
            value.texts().stream()
                    .map(text -> state.links().linked(attribute, text))
                    .filter(linked -> linked.size() > 1)
                    .forEach(linked -> linked.forEach(same.withArray(attribute)::add));
        };
        var names = new LinkedHashSet<>(List.of(Attributes.AGENT));
        names.addAll(ORDER);
        names.addAll(state.bundle().attributes());
        names.forEach(put);
        ArrayNode proposed = out.putArray("proposed");
        state.linkTable().proposals().stream()
                .filter(proposal -> isAbout(proposal, name, registered))
                .limit(MOST)
                .forEach(proposal -> proposed.add(LinkView.of(proposal)));
    }

    private static boolean isAbout(Event.LinkProposed proposal, String name, Optional<Caller> registered) {
        return switch (proposal.what()) {
            case Link.Values values -> {
                SortedSet<String> own = values.attribute().equals(Attributes.AGENT)
                        ? new TreeSet<>(List.of(name))
                        : registered
                                .map(caller -> Actors.outside(caller)
                                        .get(values.attribute())
                                        .texts())
                                .orElseGet(TreeSet::new);
                yield own.contains(values.first()) || own.contains(values.second());
            }
            case Link.Objects objects -> false;
            case Link.Unknown unknown -> unknown.agent().equals(name);
        };
    }

    /** Tells since when, by whom and why a party may not act, from the event that recorded it. */
    public static JsonNode suspension(Recorded recorded) {
        ObjectNode out = Json.object().put("entry", recorded.seq()).put("since", Times.of(recorded.timeMillis()));
        switch (recorded.event()) {
            case AgentEvent.Suspended suspended ->
                out.put("by", suspended.by())
                        .put(
                                "cause",
                                suspended
                                        .cause()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                        .put("reason", suspended.reason());
            case AgentEvent.OwnerGone gone ->
                out.put("by", gone.by())
                        .put("cause", "owner-gone")
                        .put("owner", gone.owner())
                        .put("reason", gone.reason());
            default -> {} // an entry of another kind suspends nobody
        }
        return out;
    }
}
