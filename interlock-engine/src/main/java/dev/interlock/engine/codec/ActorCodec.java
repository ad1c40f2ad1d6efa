package dev.interlock.engine.codec;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Attribute vectors: a known value is a text, several are a list of texts, an unknown one is null, and one that does not apply the map
 * {@code {"na":true}}, which no known value can look like.
 */
final class ActorCodec {

    private static final String NOT_APPLICABLE = "na";

    // sorted like every other map of a record
    private static final Map<String, @Nullable Object> NOT_APPLICABLE_MAP =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(NOT_APPLICABLE, true)));

    private ActorCodec() {}

    static void write(Writer out, Actor actor) {
        out.allEntries(actor.attributes(), ActorCodec::writeValue);
    }

    static Actor read(Reader in) {
        return Actor.of(in.allEntries(ActorCodec::readValue));
    }

    static void writeValue(Writer out, String field, AttributeValue value) {
        switch (value) {
            case AttributeValue.Known known -> out.text(field, known.value());
            case AttributeValue.Several several -> out.put(field, List.copyOf(several.values()));
            case AttributeValue.NotApplicable notApplicable -> out.put(field, NOT_APPLICABLE_MAP);
            case AttributeValue.Unknown unknown -> out.put(field, null);
        }
    }

    static AttributeValue readValue(Reader in, String field) {
        Object value = in.value(field, "a text, a list of texts, null or `{\"na\":true}`");
        if (value == null) {
            return AttributeValue.unknown();
        }
        if (value instanceof String text) {
            return AttributeValue.known(text);
        }
        if (value instanceof List<?> several) {
            return readSeveral(in, field, several);
        }
        return in.record(field, value, ActorCodec::readNotApplicable);
    }

    private static AttributeValue readSeveral(Reader in, String field, List<?> several) {
        var values = new TreeSet<String>();
        for (Object one : several) {
            if (!(one instanceof String text)
                    || (!values.isEmpty() && values.last().compareTo(text) >= 0)) {
                throw in.bad(field, "several values are texts in their order, each once");
            }
            values.add(text);
        }
        if (values.size() < 2) {
            throw in.bad(field, "several values are at least two");
        }
        return new AttributeValue.Several(values);
    }

    private static AttributeValue readNotApplicable(Reader in) {
        if (!in.truth(NOT_APPLICABLE)) {
            throw in.bad(NOT_APPLICABLE, "only `true` is written here");
        }
        return AttributeValue.notApplicable();
    }
}
