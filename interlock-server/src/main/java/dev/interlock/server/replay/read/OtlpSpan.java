package dev.interlock.server.replay.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A span as the call that it tells of, by the semantic conventions of OpenTelemetry for generative AI. */
final class OtlpSpan {

    private static final int STATUS_ERROR = 2;

    private OtlpSpan() {}

    /** Passes on the call of an {@code execute_tool} span; other spans tell of none. */
    static void emit(
            Place place, Map<String, @Nullable Object> span, @Nullable String service, Consumer<TraceEvent> out) {
        Map<String, @Nullable Object> attributes = attributes(span);
        if (!"execute_tool".equals(text(attributes, "gen_ai.operation.name"))) {
            return;
        }
        String tool = text(attributes, "gen_ai.tool.name");
        OptionalLong start = nanos(span.get("startTimeUnixNano"));
        if (tool == null || start.isEmpty()) {
            out.accept(new TraceEvent.Flawed(
                    place,
                    Flaw.BROKEN,
                    tool == null ? "the span has no `gen_ai.tool.name`" : "the span has no `startTimeUnixNano`"));
            return;
        }
        String agent = Names.ofAttribute(first(attributes, "gen_ai.agent.id", "gen_ai.agent.name", service));
        String fault = agent == null ? null : Names.fault(agent).orElse(null);
        if (fault != null) {
            out.accept(new TraceEvent.Flawed(place, Flaw.BAD_NAME, "the agent of the span of `" + tool + "` " + fault));
            agent = null;
        } else if (agent == null) {
            out.accept(new TraceEvent.Flawed(
                    place,
                    Flaw.NO_AGENT,
                    "the span of `" + tool + "` has no `gen_ai.agent.id` or `gen_ai.agent.name`"));
        }
        var args = new Arguments(attributes.get("gen_ai.tool.call.arguments"));
        if (args.missing) {
            out.accept(new TraceEvent.Flawed(
                    place, Flaw.NO_ARGUMENTS, "the span of `" + tool + "` has no `gen_ai.tool.call.arguments`"));
        }
        String trace = string(span.get("traceId"));
        String id = trace + "/" + string(span.get("spanId"));
        String conversation = text(attributes, "gen_ai.conversation.id");
        var party = new Party(agent, null, null, text(attributes, "gen_ai.request.model"), null);
        Outcome outcome = outcome(span, attributes);
        long end = nanos(span.get("endTimeUnixNano")).orElse(start.getAsLong());
        boolean lasts = end > start.getAsLong();
        out.accept(new TraceEvent.Called(
                place,
                start.getAsLong(),
                lasts ? id : null,
                conversation == null ? trace : conversation,
                null,
                party,
                tool,
                args.values,
                args.plain,
                lasts ? Outcome.OPEN : outcome,
                TraceEvent.NO_LOG));
        if (lasts) {
            out.accept(new TraceEvent.Settled(place, end, id, outcome));
        }
    }

    private static Outcome outcome(Map<String, @Nullable Object> span, Map<String, @Nullable Object> attributes) {
        Object status = span.get("status") instanceof Map<?, ?> map ? map.get("code") : null;
        String type = text(attributes, "error.type");
        if (type != null
                || "STATUS_CODE_ERROR".equals(status)
                || Long.valueOf(STATUS_ERROR).equals(status)) {
            return new Outcome.Errored(type == null ? "the span ended with an error" : type);
        }
        return Outcome.succeeded(attributes.get("gen_ai.tool.call.result"));
    }

    /** Arguments as a structure, or as the JSON text of one. */
    private static final class Arguments {
        private Map<String, @Nullable Object> values = Map.of();
        private boolean missing;
        private boolean plain;

        Arguments(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                @SuppressWarnings("unchecked") // made by this class
                Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
                values = object;
            } else if (value instanceof String text) {
                read(text);
            } else {
                missing = true;
            }
        }

        private void read(String text) {
            var json = new JsonValues();
            try (JsonParser parser = JsonValues.FACTORY.createParser(text)) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    values = json.object(parser, 0);
                    plain = json.plain();
                } else {
                    missing = true;
                }
            } catch (IOException | ArithmeticException e) {
                missing = true; // text that is no JSON: nothing that the catalogue could map
            }
        }
    }

    /** The attributes of a span or resource, by name. */
    static Map<String, @Nullable Object> attributes(Map<String, @Nullable Object> of) {
        return of.get("attributes") instanceof List<?> list ? pairs(list) : Map.of();
    }

    private static Map<String, @Nullable Object> pairs(List<?> list) {
        Map<String, @Nullable Object> found = new LinkedHashMap<>();
        for (Object item : list) {
            if (item instanceof Map<?, ?> pair && pair.get("key") instanceof String key) {
                found.put(key, value(pair.get("value")));
            }
        }
        return found;
    }

    /** An {@code AnyValue}: an object whose one member names the type. */
    private static @Nullable Object value(@Nullable Object any) {
        if (!(any instanceof Map<?, ?> map)) {
            return null;
        }
        for (Map.Entry<?, ?> member : map.entrySet()) {
            Object value = member.getValue();
            return switch (String.valueOf(member.getKey())) {
                case "intValue" -> value instanceof String text ? integer(text) : value;
                case "kvlistValue" ->
                    value instanceof Map<?, ?> inner && inner.get("values") instanceof List<?> list
                            ? pairs(list)
                            : Map.of();
                case "arrayValue" ->
                    value instanceof Map<?, ?> inner && inner.get("values") instanceof List<?> list
                            ? items(list)
                            : List.of();
                case "stringValue", "boolValue", "doubleValue", "bytesValue" -> value;
                default -> null;
            };
        }
        return null;
    }

    private static List<@Nullable Object> items(List<?> list) {
        List<@Nullable Object> found = new ArrayList<>(list.size());
        list.forEach(item -> found.add(value(item)));
        return found;
    }

    private static Object integer(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    static @Nullable String text(Map<String, @Nullable Object> attributes, String name) {
        return attributes.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable String first(
            Map<String, @Nullable Object> attributes, String one, String other, @Nullable String last) {
        String found = text(attributes, one);
        if (found == null) {
            found = text(attributes, other);
        }
        return found == null ? last : found;
    }

    private static String string(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** A 64-bit number, which JSON of protocol buffers writes as text. */
    private static OptionalLong nanos(@Nullable Object value) {
        BigDecimal nanos = null;
        if (value instanceof Long number) {
            nanos = BigDecimal.valueOf(number);
        } else if (value instanceof String text && text.matches("[0-9]{1,19}")) {
            nanos = new BigDecimal(text);
        }
        return nanos == null
                ? OptionalLong.empty()
                : Times.bounded(nanos.movePointLeft(6).longValue());
    }
}
