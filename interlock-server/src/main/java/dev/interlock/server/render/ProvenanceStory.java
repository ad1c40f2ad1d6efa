package dev.interlock.server.render;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The story of who chose the values of a call, for the people who decide about it: what the instruction asks for, and for each value where it comes
 * from and what else has it. Read from the record alone.
 *
 * @param instruction the opening of the task whose instruction counts; empty where no person gave one
 * @param values those that a rule may stop the call for come first
 * @param more how many further values there are
 */
public record ProvenanceStory(
        Provenance provenance, Optional<Event.TaskOpened> instruction, List<Value> values, int more) {

    /** The most values that are shown. */
    private static final int MOST = 20;

    /**
     * A value of the call.
     *
     * @param text the value, or its beginning; empty where it is not recorded
     * @param source where content has it
     * @param also other calls that returned it
     */
    public record Value(ValueProvenance chosen, String text, Optional<Place> source, List<Source> also) {}

    /** A place in the content of a call. */
    public record Place(Source source, ContentSource at) {}

    /** A call that returned content, and its tool; {@link ContentSource#NO_CALL} where the agent got the content outside its calls. */
    public record Source(long call, String tool) {

        boolean isCall() {
            return call != ContentSource.NO_CALL;
        }
    }

    public ProvenanceStory {
        values = List.copyOf(values);
    }

    /**
     * The story of a call; empty where no rule asked who chose its values, or its task had read nothing.
     *
     * @param history a recorded event, by number
     */
    public static Optional<ProvenanceStory> of(Event.CallDecided call, LongFunction<Recorded> history) {
        return call.facts()
                .provenance()
                .filter(found -> !found.known() || !found.labels().isEmpty())
                .map(found -> of(call, found, history));
    }

    private static ProvenanceStory of(Event.CallDecided call, Provenance found, LongFunction<Recorded> history) {
        List<Value> values = found.values().stream()
                .sorted(Comparator.comparing(value -> !value.doubtful()))
                .limit(MOST)
                .map(value -> new Value(
                        value,
                        value.text().isEmpty() ? shown(call.facts(), value.path()) : value.text(),
                        value.source().map(at -> new Place(source(at.call(), history), at)),
                        value.also().stream()
                                .map(number -> source(number, history))
                                .toList()))
                .toList();
        Optional<Event.TaskOpened> instruction =
                found.asked() == Asked.NO_INSTRUCTION ? Optional.empty() : Optional.of(root(call.task(), history));
        return new ProvenanceStory(found, instruction, values, found.values().size() - values.size());
    }

    /** The argument, where the catalogue shows it. */
    private static String shown(CallFacts facts, String path) {
        return facts.projection().get("args." + path) instanceof String text
                ? Plain.cut(text, ContentSource.LONGEST)
                : "";
    }

    private static Source source(long call, LongFunction<Recorded> history) {
        return new Source(
                call,
                call != ContentSource.NO_CALL && history.apply(call).event() instanceof Event.CallDecided decided
                        ? decided.facts().tool()
                        : "");
    }

    /** The task without a parent: all tasks below it share its instruction. */
    private static Event.TaskOpened root(long task, LongFunction<Recorded> history) {
        var opened = (Event.TaskOpened) history.apply(task).event();
        while (opened.parent().isPresent()) {
            opened = (Event.TaskOpened)
                    history.apply(opened.parent().getAsLong()).event();
        }
        return opened;
    }

    /** The story as plain values, for programs. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("known", provenance.known());
        json.put("labels", List.copyOf(provenance.labels()));
        json.put("stake", provenance.stake().text());
        provenance.act().ifPresent(act -> json.put("act", act));
        json.put("asked", provenance.asked().text());
        json.put("wishes", List.copyOf(provenance.wishes()));
        json.put("text", ProvenanceWords.asked(provenance));
        instruction.ifPresent(task -> {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("task", Ids.task(task.task()));
            one.put("by", task.openedBy());
            one.put("text", task.instruction());
            json.put("instruction", one);
        });
        List<@Nullable Object> all = new ArrayList<>();
        values.forEach(value -> all.add(json(value)));
        json.put("values", all);
        if (more > 0) {
            json.put("more", more);
        }
        return json;
    }

    private static Map<String, @Nullable Object> json(Value value) {
        ValueProvenance chosen = value.chosen();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("path", chosen.path());
        json.put("role", chosen.role().text());
        if (!value.text().isEmpty()) {
            json.put("value", value.text());
        }
        json.put("doubtful", chosen.doubtful());
        json.put("request", chosen.request().text());
        json.put(
                "origins", chosen.origins().stream().sorted().map(o -> o.text()).toList());
        chosen.approved().ifPresent(call -> json.put("approved", Ids.call(call)));
        chosen.contact().ifPresent(call -> json.put("contact", Ids.call(call)));
        json.put("text", ProvenanceWords.chosen(chosen));
        value.source().ifPresent(place -> {
            Map<String, @Nullable Object> one = json(place.source());
            if (!place.at().field().isEmpty()) {
                one.put("field", place.at().field());
                one.put("offset", place.at().offset());
            }
            if (!place.at().quotation().isEmpty()) {
                one.put("quotation", place.at().quotation());
            }
            json.put("source", one);
        });
        json.put("also", value.also().stream().map(ProvenanceStory::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Source source) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (source.isCall()) {
            json.put("call", Ids.call(source.call()));
        } else {
            json.put("text", ProvenanceWords.OUTSIDE_CALLS);
        }
        if (!source.tool().isEmpty()) {
            json.put("tool", source.tool());
        }
        return json;
    }
}
