package dev.interlock.server.door.api.view;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.LedgerReplayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The questions that the record cannot answer when history is folded under another bundle. They are counted, so that a
 * person who activates that bundle sees what a change of names or conditions forgets.
 */
public final class Unanswered {

    /**
     * One kind of question that has no answer.
     *
     * @param kind {@code condition}, {@code tool}, {@code type} or {@code duty}
     * @param name of the tool, type or duty
     * @param calls the number of past calls with the question
     */
    public record Count(String kind, String name, long calls) {

        public String text() {
            String past = calls + (calls == 1 ? " past call " : " past calls ");
            return switch (kind) {
                case "condition" ->
                    past + "of `" + name + "` without a result of its conditions, so the recorded results apply";
                case "tool" -> past + "of `" + name + "`, which the catalogue does not have";
                case "type" -> past + "on a `" + name + "`, which is no longer a type of object";
                default -> past + "with the duty `" + name + "`, which no tool has any longer; was it renamed?";
            };
        }
    }

    private final PolicyBundle.Compiled next;
    private final Set<String> marks = new HashSet<>();
    private final SortedMap<String, Long> conditions = new TreeMap<>();
    private final SortedMap<String, Long> tools = new TreeMap<>();
    private final SortedMap<String, Long> types = new TreeMap<>();
    private final SortedMap<String, Long> duties = new TreeMap<>();

    private Unanswered(PolicyBundle.Compiled next) {
        this.next = next;
        next.catalog().tools().values().forEach(tool -> tool.mappings().forEach(m -> marks.addAll(m.marks())));
    }

    /** Looks at the first recorded events, up to the given number. */
    public static List<Count> under(PolicyBundle.Compiled next, LedgerReplayer history, long size) throws IOException {
        var unanswered = new Unanswered(next);
        history.scan(0, size, unanswered::see);
        var counts = new ArrayList<Count>();
        unanswered.duties.forEach((name, calls) -> counts.add(new Count("duty", name, calls)));
        unanswered.types.forEach((name, calls) -> counts.add(new Count("type", name, calls)));
        unanswered.tools.forEach((name, calls) -> counts.add(new Count("tool", name, calls)));
        unanswered.conditions.forEach((name, calls) -> counts.add(new Count("condition", name, calls)));
        return List.copyOf(counts);
    }

    private void see(Recorded recorded) {
        // A call that was held or denied has no part in any decision after it, so it does not count.
        if (recorded.event() instanceof Event.CallReserved reserved) {
            see(reserved.facts(), List.of());
        } else if (recorded.event() instanceof Event.CallObserved observed) {
            see(observed.facts(), observed.created());
        } else if (recorded.event() instanceof Event.CallSettled settled
                && !(settled.settlement() instanceof Settlement.Failed)) {
            kinds(settled.settlement().named());
        }
    }

    private void see(CallFacts facts, List<Key> created) {
        ToolEntry entry = next.catalog().tools().get(facts.tool());
        if (entry == null) {
            add(tools, facts.tool());
        } else if (entry.conditional()
                && !entry.anyOf().stream().allMatch(a -> facts.conditions().containsKey(a.id()))) {
            add(conditions, facts.tool());
        }
        facts.marks().stream().filter(mark -> !marks.contains(mark)).forEach(mark -> add(duties, mark));
        var objects = new ArrayList<>(facts.objects());
        objects.addAll(facts.related());
        objects.addAll(created);
        kinds(objects);
    }

    private void kinds(List<Key> objects) {
        var kinds = new TreeSet<String>();
        objects.forEach(key -> kinds.add(key.kind()));
        kinds.removeAll(next.engine().types().keySet());
        kinds.forEach(kind -> add(types, kind));
    }

    private static void add(Map<String, Long> counts, String name) {
        counts.merge(name, 1L, Long::sum);
    }
}
