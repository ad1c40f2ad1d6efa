package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.catalog.Identifiers;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonPlaces;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.render.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object that a request carries. Members are asked for by name and kind; {@link #finish} then refuses the
 * request for everything that was wrong, and for every member that was not asked for, with its place.
 */
final class Body {

    private static final int MAX_OBJECTS = 1_000;
    private static final Pattern DURATION =
            Pattern.compile("(?:([0-9]{1,4})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,9})s)?");

    private final ObjectNode object;
    private final Set<String> known = new TreeSet<>();
    private final List<Refusal.Flaw> flaws;
    /** The place of this object in the whole body, as a JSON pointer. */
    private final String place;

    private Body(ObjectNode object) {
        this(object, "", new ArrayList<>());
    }

    private Body(ObjectNode object, String place, List<Refusal.Flaw> flaws) {
        this.object = object;
        this.place = place;
        this.flaws = flaws;
    }

    /** Reads a body; an empty one is an object without members. */
    static Body read(byte[] text, JsonReader reader) throws Refusal {
        if (text.length == 0) {
            return new Body(Json.object());
        }
        return switch (reader.read(text)) {
            case JsonReader.Outcome.Value(ObjectNode object) -> new Body(object);
            case JsonReader.Outcome.Value(JsonNode other) ->
                throw Refusal.invalid(List.of(new Refusal.Flaw("", "the body is " + kind(other) + ", not an object")));
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                throw new Refusal(400, Refusal.INVALID, defect);
        };
    }

    /** Refuses the request if anything was wrong. */
    void finish() throws Refusal {
        noOthers();
        if (!flaws.isEmpty()) {
            throw Refusal.invalid(flaws);
        }
    }

    /**
     * Refuses further members. In a part of a body only this is checked here; {@link #finish} of the whole then refuses
     * the request.
     */
    void noOthers() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                flaw(
                        name,
                        known.isEmpty()
                                ? "nothing is expected here"
                                : "there is no such member; " + Suggestion.remedy(name, known, ""));
            }
        }
    }

    /** The objects of an array that has to be there: at least one, and no more than so many. */
    List<Body> parts(String name, int most) {
        JsonNode value = take(name);
        var parts = new ArrayList<Body>();
        if (value == null || !value.isArray() || value.isEmpty()) {
            flaw(name, value == null ? "this member is needed" : "this is not a list of at least one object");
        } else if (value.size() > most) {
            flaw(name, "this list has " + value.size() + " items, but at most " + most + " are allowed: send fewer");
        } else {
            for (int i = 0; i < value.size(); i++) {
                String at = pointer(name) + "/" + i;
                if (value.get(i) instanceof ObjectNode part) {
                    parts.add(new Body(part, at, flaws));
                } else {
                    flaws.add(new Refusal.Flaw(at, "this is " + kind(value.get(i)) + ", not an object"));
                }
            }
        }
        return parts;
    }

    /** Returns the place of this object in the whole body, as a JSON pointer. */
    String place() {
        return place;
    }

    /** Reads any object; empty where there is none. */
    ObjectNode object(String name) {
        JsonNode value = take(name);
        if (value instanceof ObjectNode any) {
            return any;
        }
        if (value != null) {
            flaw(name, "this is " + kind(value) + ", not an object");
        }
        return Json.object();
    }

    /** A time of RFC 3339, in milliseconds since 1970. */
    OptionalLong time(String name) {
        Optional<String> text = text(name, 40);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Instant.parse(text.get()).toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            flaw(name, "this is not a time: write `2026-11-24T18:00:00Z`");
            return OptionalLong.empty();
        }
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        return object.get(name);
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Texts in a list, which may be absent. */
    List<String> texts(String name, int most) {
        JsonNode value = take(name);
        var texts = new ArrayList<String>();
        if (value != null && (!value.isArray() || value.size() > most)) {
            flaw(name, "this is not a list of at most " + most + " strings");
        } else if (value != null) {
            for (JsonNode text : value) {
                if (!text.isTextual()
                        || text.textValue().isBlank()
                        || text.textValue().length() > 300) {
                    flaw(name, "this is not a list of strings of at most 300 characters");
                    return List.of();
                }
                texts.add(text.textValue());
            }
        }
        return texts;
    }

    /** A member is wrong for a reason of the caller's. */
    void wrong(String name, String detail) {
        flaw(name, detail);
    }

    private void flaw(String name, String detail) {
        flaws.add(new Refusal.Flaw(pointer(name), detail));
    }

    private String pointer(String name) {
        String shown = name.length() <= 60 ? name : name.substring(0, 57) + "...";
        return place + "/" + shown.replace("~", "~0").replace("/", "~1");
    }

    /** A text of at most so many bytes in UTF-8, which may be empty. */
    Optional<String> text(String name, int maxBytes) {
        JsonNode value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            flaw(name, "this is " + kind(value) + ", not a string");
            return Optional.empty();
        }
        String text = value.textValue();
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            flaw(name, "this is longer than " + maxBytes + " bytes: shorten it");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** A text that has to be there and not blank; a stand-in when it is not, which {@link #finish} lets nobody see. */
    String required(String name, int maxBytes) {
        Optional<String> text = text(name, maxBytes);
        if (!object.has(name)) {
            flaw(name, "this member is needed");
        } else if (text.isPresent() && text.get().isBlank()) {
            flaw(name, "this is empty");
        }
        return text.orElse("");
    }

    /** Returns whether the member is true; false where it is absent. */
    boolean flag(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            flaw(name, "this is " + kind(value) + ", not true or false");
        }
        return value != null && value.asBoolean();
    }

    /** Reads one of these texts. */
    String choice(String name, Set<String> choices) {
        String text = required(name, 100);
        if (!text.isBlank() && !choices.contains(text)) {
            flaw(name, "this is not one of " + String.join(", ", choices));
        }
        return text;
    }

    /** The number in an id of this kind. */
    OptionalLong id(String name, char kind) {
        Optional<String> text = text(name, 100);
        OptionalLong number = text.isPresent() ? Ids.parse(kind, text.get()) : OptionalLong.empty();
        if (text.isPresent() && number.isEmpty()) {
            flaw(name, "this is not an id: write one such as `" + kind + "-12`");
        }
        return number;
    }

    /** A whole number from 1 to a million. */
    OptionalInt count(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > 1_000_000) {
            flaw(name, "this is not a whole number from 1 to 1000000");
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.intValue());
    }

    /** A duration as the policy language writes it, in milliseconds; more than zero. */
    OptionalLong duration(String name) {
        Optional<String> text = text(name, 40);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher m = DURATION.matcher(text.get());
        long millis = m.matches()
                ? part(m.group(1), 86_400_000)
                        + part(m.group(2), 3_600_000)
                        + part(m.group(3), 60_000)
                        + part(m.group(4), 1_000)
                : 0;
        if (millis <= 0) {
            flaw(name, "this is not a duration: write `90d`, `24h`, `15m` or `1h30m`");
            return OptionalLong.empty();
        }
        return OptionalLong.of(millis);
    }

    private static long part(@Nullable String digits, long unit) {
        return digits == null ? 0 : Long.parseLong(digits) * unit;
    }

    /** Places in a list, ascending from 0; none when the member is not there. */
    List<Integer> places(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return List.of();
        }
        return switch (JsonPlaces.of(value)) {
            case JsonPlaces.Read(List<Integer> places) -> places;
            case JsonPlaces.Wrong(int at, String why) -> {
                flaws.add(new Refusal.Flaw(pointer(name) + (at < 0 ? "" : "/" + at), why));
                yield List.of();
            }
        };
    }

    /** Business objects, each of a type that the bundle has. */
    Optional<List<Key>> objects(String name, Set<String> types) {
        JsonNode value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isArray()) {
            flaw(name, "this is " + kind(value) + ", not an array such as `[\"invoice/7\"]`");
            return Optional.empty();
        }
        if (value.size() > MAX_OBJECTS) {
            flaw(name, "this list has more than " + MAX_OBJECTS + " objects");
            return Optional.empty();
        }
        var keys = new ArrayList<Key>();
        for (int i = 0; i < value.size(); i++) {
            Optional<Key> key = object(name, i, value.get(i), types);
            if (key.isPresent() && keys.contains(key.get())) {
                flaws.add(new Refusal.Flaw(pointer(name) + "/" + i, "this object is listed twice"));
            }
            key.ifPresent(keys::add);
        }
        return Optional.of(keys);
    }

    /** Reads an object; empty when it is not there or no object, which {@link #finish} lets nobody see. */
    Optional<Key> object(String name, Set<String> types) {
        JsonNode value = take(name);
        Optional<String> wrong = value == null ? Optional.of("this member is needed") : wrong(value, types);
        if (value == null || wrong.isPresent()) {
            flaw(name, wrong.orElse(""));
            return Optional.empty();
        }
        return Optional.of(Key.parse(value.textValue()));
    }

    private Optional<Key> object(String name, int index, JsonNode value, Set<String> types) {
        Optional<String> wrong = wrong(value, types);
        if (wrong.isPresent()) {
            flaws.add(new Refusal.Flaw(pointer(name) + "/" + index, wrong.get()));
            return Optional.empty();
        }
        return Optional.of(Key.parse(value.textValue()));
    }

    private static Optional<String> wrong(JsonNode value, Set<String> types) {
        return value.isTextual()
                ? wrong(value.textValue(), types)
                : Optional.of("this is " + kind(value) + ", not a string such as `invoice/7`");
    }

    /** The flaw in an object that somebody names; empty where it is fine. */
    static Optional<String> wrong(String text, Set<String> types) {
        int slash = text.indexOf('/');
        if (slash <= 0) {
            return Optional.of("write an object as `type/id`, such as `invoice/7`");
        }
        String type = text.substring(0, slash);
        if (!types.contains(type)) {
            String shown = type.length() <= 60 ? type : type.substring(0, 57) + "...";
            return Optional.of(
                    "the bundle has no object type `" + shown + "`; " + Suggestion.remedy(type, types, "it has none"));
        }
        return Identifiers.misspelling(text.substring(slash + 1)).map(why -> "the id " + why);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case STRING, BINARY -> "a string";
            case NULL -> "null";
            case MISSING -> "missing";
        };
    }
}
