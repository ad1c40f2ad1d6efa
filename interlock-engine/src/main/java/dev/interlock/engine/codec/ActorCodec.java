package dev.interlock.engine.codec;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Attribute vectors: a known value is a text, several are a list of texts, an unknown one is null, and one that does not apply the map
 * {@code {"na":true}}, which no known value can look like. Values that may name a person are names.
 */
final class ActorCodec {

    private static final String NOT_APPLICABLE = "na";

    // sorted like every other map of a record
    private static final Map<String, @Nullable Object> NOT_APPLICABLE_MAP =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(NOT_APPLICABLE, true)));

    private ActorCodec() {}

    /** Writes the vector of somebody whom the registry knows: those who may have a model are agents. */
    static void write(Writer out, Actor actor) {
        writeVector(out, actor, !(actor.get(Attributes.MODEL) instanceof AttributeValue.NotApplicable));
    }

    /** Writes the vector of somebody whom a source named, and perhaps nobody knows: those who have a model are agents. */
    static void writeTold(Writer out, Actor actor) {
        writeVector(out, actor, actor.get(Attributes.MODEL) instanceof AttributeValue.Known);
    }

    private static void writeVector(Writer out, Actor actor, boolean isAgent) {
        String agent =
                isAgent && actor.get(Attributes.AGENT) instanceof AttributeValue.Known known ? known.value() : "";
        out.allEntries(actor.attributes(), (inner, attribute, value) -> writeValue(inner, attribute, value, agent));
    }

    static Actor read(Reader in) {
        return Actor.of(in.allEntries(ActorCodec::readValue));
    }

    /** @param agent a name that is surely that of an agent, and stays in clear */
    static void writeValue(Writer out, String attribute, AttributeValue value, String agent) {
        switch (value) {
            case AttributeValue.Known known -> out.put(attribute, text(out, attribute, known.value(), agent));
            case AttributeValue.Several several -> {
                List<Object> texts = new ArrayList<>(several.values().size());
                several.values().forEach(text -> texts.add(text(out, attribute, text, agent)));
                out.put(attribute, texts);
            }
            case AttributeValue.NotApplicable notApplicable -> out.put(attribute, NOT_APPLICABLE_MAP);
            case AttributeValue.Unknown unknown -> out.put(attribute, null);
        }
    }

    private static Object text(Writer out, String attribute, String text, String agent) {
        return !NameCodec.names(attribute) || text.equals(agent)
                ? out.given(attribute, text)
                : NameCodec.value(out, attribute, text);
    }

    static AttributeValue readValue(Reader in, String attribute) {
        Object value = in.value(attribute, "a string, a list of strings, null or `{\"na\":true}`");
        if (value == null) {
            return AttributeValue.unknown();
        }
        if (value instanceof String text) {
            return AttributeValue.known(text);
        }
        if (value instanceof List<?> several) {
            return readSeveral(in, attribute, several);
        }
        if (in.openings() != null && value instanceof Map<?, ?> map && map.containsKey(NameCodec.PSEUDONYM)) {
            return AttributeValue.known(NameCodec.read(in, attribute, value));
        }
        return in.record(attribute, value, ActorCodec::readNotApplicable);
    }

    private static AttributeValue readSeveral(Reader in, String attribute, List<?> several) {
        var values = new TreeSet<String>();
        boolean hidden = false;
        for (Object one : several) {
            boolean clear = one instanceof String;
            hidden |= !clear;
            if (!clear && in.openings() == null) {
                throw in.bad(attribute, "multiple values must be strings in ascending order, without duplicates");
            }
            String text = NameCodec.read(in, attribute, one);
            // those that are hidden stand in the order of what they hide, which may be forgotten
            if (values.contains(text)
                    || !hidden && !values.isEmpty() && values.last().compareTo(text) > 0) {
                throw in.bad(attribute, "multiple values must be strings in ascending order, without duplicates");
            }
            values.add(text);
        }
        if (values.size() < 2) {
            throw in.bad(attribute, "a list of values must have at least two entries");
        }
        return new AttributeValue.Several(values);
    }

    private static AttributeValue readNotApplicable(Reader in) {
        if (!in.truth(NOT_APPLICABLE)) {
            throw in.bad(NOT_APPLICABLE, "only `true` is allowed here");
        }
        return AttributeValue.notApplicable();
    }
}
