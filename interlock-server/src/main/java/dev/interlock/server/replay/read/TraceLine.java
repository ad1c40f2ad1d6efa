package dev.interlock.server.replay.read;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Identifiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A line of the form of {@code docs/replay.md}, read member by member; what event it is shows when all are read. */
final class TraceLine {

    private static final int MAX_NAME = 1024;

    private final JsonValues values = new JsonValues();
    private final Place place;
    private long time = TraceEvent.NO_TIME;
    private @Nullable String id;
    private @Nullable String task;
    private @Nullable String parent;
    private @Nullable String agent;
    private @Nullable String runtime;
    private @Nullable String owner;
    private @Nullable String model;
    private @Nullable String origin;
    private @Nullable String tool;
    private @Nullable String server;
    private @Nullable String settle;
    private @Nullable String open;
    private @Nullable String close;
    private @Nullable String by;
    private @Nullable String intent;
    private @Nullable String instruction;
    private @Nullable String outcome;
    private @Nullable String error;
    private Optional<Boolean> root = Optional.empty();
    private final List<Key> objects = new ArrayList<>(0);
    private @Nullable SortedMap<String, String> attributes;
    private Map<String, @Nullable Object> args = Map.of();
    private boolean plain = true;
    private boolean hasArgs;
    private boolean hasResult;
    private @Nullable Object result;

    TraceLine(Place place) {
        this.place = place;
    }

    /** Reads the members; the parser stands on the brace. */
    void read(JsonParser json) throws IOException {
        String name = json.nextFieldName();
        while (name != null) {
            json.nextToken();
            member(name, json);
            name = json.nextFieldName();
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new JsonParseException(json, "the object is not closed");
        }
        if (json.nextToken() != null) {
            throw new JsonParseException(json, "something follows the object");
        }
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "time" -> time = time(json);
            case "id" -> id = text(name, json);
            case "task" -> task = text(name, json);
            case "parent" -> parent = text(name, json);
            case "agent" -> agent = text(name, json);
            case "runtime" -> runtime = text(name, json);
            case "owner" -> owner = text(name, json);
            case "model" -> model = text(name, json);
            case "origin" -> origin = text(name, json);
            case "tool" -> tool = text(name, json);
            case "server" -> server = text(name, json);
            case "settle" -> settle = text(name, json);
            case "open" -> open = text(name, json);
            case "close" -> close = text(name, json);
            case "by" -> by = text(name, json);
            case "intent" -> intent = text(name, json);
            case "instruction" -> instruction = json.getValueAsString("");
            case "outcome" -> outcome = text(name, json);
            case "error" -> error = json.currentToken().isScalarValue() ? json.getValueAsString() : skipped(json);
            case "root" -> root = Optional.of(json.getBooleanValue());
            case "objects" -> objects(json);
            case "attributes" -> attributes = attributes(json);
            case "args" -> args(json);
            case "result" -> {
                hasResult = true;
                values.reset();
                result = values.value(json, 0);
            }
            default -> json.skipChildren();
        }
    }

    /** Passes on what the line is. */
    void emit(Consumer<TraceEvent> out) {
        if (tool != null) {
            called(tool, out);
        } else if (settle != null) {
            out.accept(new TraceEvent.Settled(place, time, settle, outcome()));
        } else if (open != null) {
            out.accept(new TraceEvent.Opened(
                    place,
                    time,
                    open,
                    Optional.ofNullable(parent),
                    party(),
                    Optional.ofNullable(by),
                    Optional.ofNullable(intent),
                    Objects.requireNonNullElse(instruction, ""),
                    List.copyOf(objects)));
        } else if (close != null) {
            out.accept(new TraceEvent.Closed(place, time, close, false));
        } else if (agent != null) {
            out.accept(new TraceEvent.Registered(
                    place, time, party(), root, attributes == null ? new TreeMap<>() : attributes));
        } else {
            out.accept(new TraceEvent.Flawed(
                    place,
                    Flaw.BROKEN,
                    "a line has `tool` (a call), `settle`, `open`, `close` or `agent` (a registration)"));
        }
    }

    private void called(String name, Consumer<TraceEvent> out) {
        if (agent == null) {
            out.accept(new TraceEvent.Flawed(place, Flaw.NO_AGENT, "the call to `" + name + "` has no `agent`"));
        }
        if (time == TraceEvent.NO_TIME) {
            out.accept(new TraceEvent.Flawed(place, Flaw.NO_TIME, "the call to `" + name + "` has no `time`"));
        }
        if (!hasArgs) {
            out.accept(new TraceEvent.Flawed(place, Flaw.NO_ARGUMENTS, "the call to `" + name + "` has no `args`"));
        }
        out.accept(new TraceEvent.Called(
                place,
                time,
                id,
                task,
                parent,
                party(),
                server == null ? name : server + "/" + name,
                args,
                plain,
                outcome(),
                TraceEvent.NO_LOG));
    }

    private Party party() {
        return new Party(agent, runtime, owner, model, origin);
    }

    /** An outcome that is not stated follows from what else is: a call that may be settled later is in flight. */
    private Outcome outcome() {
        String stated = outcome != null
                ? outcome
                : error != null ? "error" : hasResult || id == null || settle != null ? "succeeded" : "in-flight";
        String reason = error == null ? "the trace says so" : error;
        return switch (stated) {
            case "succeeded" -> Outcome.succeeded(result);
            case "failed" -> new Outcome.Failed(reason);
            case "error" -> new Outcome.Errored(reason);
            case "in-flight" -> Outcome.OPEN;
            // also what nobody foresaw: it may have happened
            default -> new Outcome.Unknown(reason);
        };
    }

    private void args(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(json, "`args` is not an object");
        }
        hasArgs = true;
        values.reset();
        args = values.object(json, 0);
        plain = values.plain();
    }

    private void objects(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonParseException(json, "`objects` is not an array");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String key = text("objects", json);
            try {
                objects.add(Key.parse(String.valueOf(key)));
            } catch (IllegalArgumentException e) {
                throw new JsonParseException(json, String.valueOf(e.getMessage()));
            }
        }
    }

    private static SortedMap<String, String> attributes(JsonParser json) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(json, "`attributes` is not an object");
        }
        String name = json.nextFieldName();
        while (name != null) {
            json.nextToken();
            String value = text(name, json);
            if (value != null) {
                found.put(name, value);
            }
            name = json.nextFieldName();
        }
        return found;
    }

    private static @Nullable String skipped(JsonParser json) throws IOException {
        json.skipChildren();
        return "an error";
    }

    /** A name or id: text or an integer, spelled in one way as the gateway demands it. */
    private static @Nullable String text(String member, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
            throw new JsonParseException(json, "`" + member + "` is not text");
        }
        String text = json.getText();
        if (text.isEmpty() || text.length() > MAX_NAME) {
            throw new JsonParseException(json, "`" + member + "` is empty or too long");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                Optional<String> wrong = Identifiers.misspelling(text);
                if (wrong.isPresent()) {
                    throw new JsonParseException(json, "`" + member + "` " + wrong.get());
                }
                break;
            }
        }
        return text;
    }

    private static long time(JsonParser json) throws IOException {
        OptionalLong millis = switch (json.currentToken()) {
            case VALUE_STRING -> Times.parse(json.getText());
            case VALUE_NUMBER_INT -> Times.bounded(json.getLongValue());
            case VALUE_NULL -> OptionalLong.of(TraceEvent.NO_TIME);
            default -> OptionalLong.empty();
        };
        if (millis.isEmpty()) {
            throw new JsonParseException(json, "`time` is neither an ISO 8601 time nor milliseconds since 1970");
        }
        return millis.getAsLong();
    }
}
