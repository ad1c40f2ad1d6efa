package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An object as people see it: what it belongs to and what belongs to it, who did what on all of these, which of those parties count as
 * one, which rules are about it, and how its values were written last. All of it from the newest entries that the index finds.
 */
public final class ObjectView {

    /** The time for which the matrix looks back. */
    private static final int DAYS = 90;

    private static final long DAYS_MILLIS = DAYS * 86_400_000L;

    /** The most entries that are read about the object, and as many about what belongs to it. */
    private static final int MOST_ENTRIES = 500;

    /** The most objects that belong to it, values of it, and calls in one cell. */
    private static final int MOST = 50;

    /** The longest value that is shown in full. */
    private static final int LONGEST = 2_000;

    private final Domain domain;
    private final RecordIndex index;
    private final CallHistory history;
    private final HeldCalls held;

    /** @param index of the record of the domain */
    public ObjectView(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
        this.history = new CallHistory(index, domain.history()::event);
        this.held = new HeldCalls(domain, index);
    }

    /** Shows an object of which the record has something. */
    public ObjectNode full(Key object) {
        CallHistory.Calls own = history.newest(List.of(object), Long.MAX_VALUE, MOST_ENTRIES);
        List<Key> below = below(object, own.calls());
        CallHistory.Calls others = history.newest(below, Long.MAX_VALUE, MOST_ENTRIES);
        SortedMap<Long, PastCall> all = new TreeMap<>();
        Stream.concat(own.calls().stream(), others.calls().stream()).forEach(call -> all.put(call.number(), call));
        List<PastCall> calls = List.copyOf(all.values());
        List<PastCall> recent = recent(calls);

        ObjectNode out = Json.object()
                .put("object", object.toString())
                .put("type", object.kind())
                .put("id", object.value());
        index.counted(new Term.Named(Term.Kind.OBJECT, object.toString()))
                .ifPresent(counted -> out.put("entries", counted.count()).put("last", counted.last()));
        ArrayNode above = out.putArray("belongsTo");
        domain.query(state -> Relations.above(state.keys(), object)).forEach(key -> above.add(key.toString()));
        ArrayNode belonging = out.putArray("belongsToIt");
        below.forEach(key -> belonging.add(key.toString()));
        created(out, object, own.calls());
        values(out.putArray("values"), object, own.calls());
        ObjectNode matrix = out.putObject("matrix").put("days", DAYS);
        matrix(matrix, recent);
        rules(out, matrix, object, calls, recent);
        return out.put("complete", own.complete() && others.complete());
    }

    private List<PastCall> recent(List<PastCall> calls) {
        long since = domain.now() - DAYS_MILLIS;
        return calls.stream()
                .filter(call -> call.recorded().timeMillis() >= since)
                .toList();
    }

    /** The objects that belong to it, the newest first: each was named by the outcome of a call about it. */
    private List<Key> below(Key object, List<PastCall> calls) {
        Set<Key> named = new LinkedHashSet<>();
        calls.reversed().forEach(call -> named.addAll(call.named()));
        named.remove(object);
        return domain.query(state -> named.stream()
                .filter(key -> Relations.above(state.keys(), key).contains(object))
                .limit(MOST)
                .toList());
    }

    private static void created(ObjectNode out, Key object, List<PastCall> calls) {
        calls.stream()
                .filter(call -> call.happened() && call.named().contains(object))
                .findFirst()
                .ifPresent(call -> out.putObject("created")
                        .put("call", Ids.call(call.number()))
                        .put("by", call.party())
                        .put("at", Times.of(call.recorded().timeMillis()))
                        .put("state", call.word()));
    }

    /** Writes how each shown argument of the calls that wrote the object was given last. */
    private static void values(ArrayNode out, Key object, List<PastCall> calls) {
        Set<String> seen = new TreeSet<>();
        for (PastCall call : calls.reversed()) {
            Event.CallDecided decided = call.decided();
            if (!call.happened()
                    || !decided.facts().writes()
                    || !decided.facts().elements().isEmpty()
                    || !call.actedOn(object)) {
                continue;
            }
            for (Map.Entry<String, @Nullable Object> argument :
                    decided.facts().projection().entrySet()) {
                Object value = argument.getValue();
                boolean itself = object.value().equals(value);
                if (value != null && !itself && out.size() < MOST && seen.add(argument.getKey())) {
                    ObjectNode one = out.addObject().put("argument", argument.getKey());
                    one.set("value", Json.plain(value instanceof String text ? Plain.cut(text, LONGEST) : value));
                    one.put("call", Ids.call(call.number()))
                            .put("by", call.party())
                            .put("at", Times.of(call.recorded().timeMillis()))
                            .put("state", call.word());
                }
            }
        }
    }

    /** Writes for each duty who did it, with the newest calls of each. */
    private void matrix(ObjectNode out, List<PastCall> calls) {
        Set<String> parties = new LinkedHashSet<>();
        Map<String, Map<String, List<PastCall>>> rows = new LinkedHashMap<>();
        for (PastCall call : calls) {
            parties.add(call.party());
            for (String duty : call.duties()) {
                rows.computeIfAbsent(duty, any -> new LinkedHashMap<>())
                        .computeIfAbsent(call.party(), any -> new ArrayList<>())
                        .add(call);
            }
        }
        parties.forEach(out.putArray("parties")::add);
        ArrayNode list = out.putArray("rows");
        rows.forEach((duty, cells) -> {
            ObjectNode row = list.addObject().put("duty", duty);
            ArrayNode columns = row.putArray("cells");
            cells.forEach((party, done) -> {
                ObjectNode cell = columns.addObject().put("party", party).put("count", done.size());
                ArrayNode newest = cell.putArray("calls");
                done.reversed().stream().limit(MOST).forEach(call -> newest.add(view(call)));
            });
        });
    }

    private ObjectNode view(PastCall call) {
        ObjectNode view = call.view();
        if (call.decided() instanceof Event.CallHeld waited) {
            held.put(view, waited);
        }
        return view;
    }

    /** Writes the rules about the object or about what was done on it, and which parties count as one for them. */
    private void rules(ObjectNode out, ObjectNode matrix, Key object, List<PastCall> calls, List<PastCall> recent) {
        SortedSet<String> done = new TreeSet<>();
        calls.forEach(call -> done.addAll(call.decided().facts().marks()));
        ArrayNode levels = matrix.putArray("levels");
        ArrayNode list = out.putArray("rules");
        List<Rule> about = domain.query(state -> {
            List<Rule> found = state.bundle().rules().stream()
                    .filter(rule -> RuleView.about(rule).contains(object.kind())
                            || rule.allMarks().stream().anyMatch(done::contains))
                    .limit(MOST)
                    .toList();
            new Sameness(state, recent).put(levels, state.bundle(), found);
            return found;
        });
        for (Rule rule : about) {
            ObjectNode one = list.addObject()
                    .put("id", rule.id())
                    .put("title", rule.head().title());
            one.put("direct", RuleView.about(rule).contains(object.kind()));
            put(one, rule.id(), calls);
        }
    }

    /** Writes how many calls a rule stopped, held, and only recorded. */
    private static void put(ObjectNode out, String rule, List<PastCall> calls) {
        var counts = new TreeMap<Outcome, Integer>();
        for (PastCall call : calls) {
            call.findings().stream()
                    .filter(finding -> finding.rule().equals(rule))
                    .map(Finding::outcome)
                    .max(Outcome::compareTo)
                    .ifPresent(outcome -> counts.merge(outcome, 1, Integer::sum));
        }
        out.put("stopped", counts.getOrDefault(Outcome.DENY, 0))
                .put("held", counts.getOrDefault(Outcome.HOLD, 0))
                .put("observed", counts.getOrDefault(Outcome.RECORD, 0));
    }
}
