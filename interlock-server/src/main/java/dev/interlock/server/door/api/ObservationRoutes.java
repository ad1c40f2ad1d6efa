package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.Identifiers;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Observation;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routes where sources report events that happened outside. */
final class ObservationRoutes {

    private static final int MOST = 100;
    private static final int MAX_NAME = 256;

    private final Enforcer enforcer;
    private final Registry registry;

    ObservationRoutes(Enforcer enforcer, Registry registry) {
        this.enforcer = enforcer;
        this.registry = registry;
    }

    /**
     * Records each by itself, in their order. A batch of a wrong shape is refused as a whole; of one with observations that
     * make no sense the others are recorded, and it may be sent again.
     */
    Reply tell(Caller source, Body body) throws Refusal {
        if (body.has(ReportedObjects.MEMBER)) {
            return new ReportedObjects(enforcer).tell(source, actor(source.name(), ""), body);
        }
        List<Body> parts = body.parts("observations", MOST);
        var all = new ArrayList<Observation>();
        for (Body part : parts) {
            all.add(observation(part));
        }
        body.finish();
        ArrayNode list = Json.object().putArray("observations");
        var flaws = new ArrayList<Refusal.Flaw>();
        Answer.Refused first = null;
        for (int i = 0; i < all.size(); i++) {
            Observation told = all.get(i);
            switch (enforcer.observe(source, told)) {
                case Answer.Done done -> list.addObject().put("id", told.id()).put("call", Ids.call(done.number()));
                case Answer.Refused refused -> {
                    first = first == null ? refused : first;
                    list.addObject()
                            .put("id", told.id())
                            .put("code", refused.code().text());
                    flaws.add(new Refusal.Flaw(parts.get(i).place(), refused.message()));
                }
                case Answer.Verdict verdict -> throw new IllegalStateException("an observation must not be decided");
            }
        }
        Reply reply = first == null ? Reply.json(200, Json.object()) : Problems.refused(first);
        reply.tree().set("observations", list);
        if (!flaws.isEmpty()) {
            var errors = reply.tree().putArray("errors");
            flaws.forEach(
                    flaw -> errors.addObject().put("pointer", flaw.pointer()).put("detail", flaw.detail()));
        }
        return reply;
    }

    private Observation observation(Body part) {
        String id = part.required("id", MAX_NAME);
        Observation told = part.has(ModelCall.MEMBER) ? model(part, id) : call(part, id);
        part.noOthers();
        return told;
    }

    private Observation call(Body part, String id) {
        String actor = name(part, "actor", part.required("actor", MAX_NAME));
        String runtime = runtime(part);
        String tool = part.required("tool", MAX_NAME);
        int slash = tool.indexOf('/');
        if (!tool.isBlank() && (slash <= 0 || slash == tool.length() - 1)) {
            part.wrong("tool", "name the tool with its server, as in `erp/release_payment`");
        }
        var arguments = part.object("args");
        var result = part.object("result");
        return new Observation(
                id,
                actor(actor, runtime),
                tool.substring(0, Math.max(0, slash)),
                tool.substring(slash + 1),
                arguments,
                result,
                part.time("time"),
                effectOf(part));
    }

    /** The call that it is the effect of, as the decision, the record and its stream name it. */
    private static OptionalLong effectOf(Body part) {
        Optional<String> named = part.text("call", MAX_NAME);
        OptionalLong call = named.isEmpty() ? OptionalLong.empty() : Ids.parse('c', named.get());
        if (named.isPresent() && call.isEmpty()) {
            part.wrong("call", "name the call as the record does, as in `c-17`");
        }
        return call;
    }

    /** A call of a model: who calls is said beside the attributes, or by them. */
    private Observation model(Body part, String id) {
        ModelCall call = ModelCall.of(part);
        String actor = part.text("actor", MAX_NAME).or(call::agent).orElse("");
        if (actor.isBlank() || actor.length() > MAX_NAME) {
            part.wrong("actor", "this member or the attribute `gen_ai.agent.name` is required");
        }
        return new Observation(
                id,
                actor(name(part, "actor", actor), runtime(part)),
                ModelCall.SERVER,
                call.tool(),
                call.arguments(),
                Json.object(),
                part.time("time"),
                effectOf(part));
    }

    private static String runtime(Body part) {
        return name(part, "runtime", part.text("runtime", MAX_NAME).orElse(""));
    }

    /** Checks the spelling of a name: with a space behind, or a character that nobody sees, one party would be two. */
    private static String name(Body part, String member, String name) {
        if (!name.isBlank()) {
            Identifiers.misspelling(name).ifPresent(why -> part.wrong(member, "the name " + why));
        }
        return name;
    }

    /**
     * Returns the registered party of the name, whatever case the source writes it in; of an unregistered one only the
     * name is known.
     */
    private Caller actor(String name, String runtime) {
        Optional<Caller> known = registry.inAnyCase(name);
        return new Caller(
                known.map(Caller::name).orElse(name),
                runtime,
                known.map(Caller::person).orElse(false),
                known.map(Caller::root).orElse(false),
                known.map(Caller::attributes).orElseGet(TreeMap::new),
                known.map(Caller::groups).orElseGet(TreeSet::new),
                Optional.empty());
    }
}
