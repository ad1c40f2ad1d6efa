package dev.interlock.engine.codec;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of people. A record that hides them has {@code {"pseudonym":"..."}} in the place of a name. Where a field may name a person or an
 * agent and nothing tells which, it is written as a person's would be: only what surely names no person stays in clear.
 */
final class NameCodec {

    static final String PSEUDONYM = "pseudonym";

    private static final String KIND = "kind";

    /** The names under which the gateway itself does something, and that of nobody. */
    private static final Set<String> OWN = Set.of("", "interlock", "start", "recovery");

    /** The attributes whose values are no names. Of all others nobody can tell: a bundle may use further ones. */
    private static final Set<String> NAMELESS = Set.of(Attributes.RUNTIME, Attributes.MODEL);

    private NameCodec() {}

    static void write(Writer out, String field, String name) {
        out.put(field, value(out, field, name));
    }

    /** The value that stands for a name. */
    static Object value(Writer out, String field, String name) {
        Commitments commitments = out.commitments();
        return commitments == null || OWN.contains(out.given(field, name))
                ? out.given(field, name)
                : Map.of(PSEUDONYM, commitments.pseudonym(name));
    }

    /** Writes names, which are left out where there are none. */
    static void writeList(Writer out, String field, List<String> names) {
        if (!names.isEmpty()) {
            out.put(field, names.stream().map(name -> value(out, field, name)).toList());
        }
    }

    static List<String> readList(Reader in, String field) {
        return in.openings() == null
                ? in.texts(field)
                : in.list(field).stream().map(name -> read(in, field, name)).toList();
    }

    static String read(Reader in, String field) {
        return read(in, field, in.value(field, "a name"));
    }

    static Optional<String> readOptional(Reader in, String field) {
        return in.has(field) ? Optional.of(read(in, field)) : Optional.empty();
    }

    /** Reads a name that stands in a field, or in a list there. */
    static String read(Reader in, String field, @Nullable Object value) {
        Openings openings = in.openings();
        if (value instanceof String name) {
            return name;
        }
        if (openings == null) {
            throw Place.wrongAt(in.path(field), value, "a text");
        }
        return in.record(field, value, its -> name(openings, its.text(PSEUDONYM)));
    }

    private static String name(Openings openings, String pseudonym) {
        return openings.name(pseudonym).orElseGet(() -> Forgotten.name(pseudonym));
    }

    /** Returns whether values of the attribute may be names of people. */
    static boolean names(String attribute) {
        return !NAMELESS.contains(attribute);
    }

    /** Writes the value of an attribute: as a name, where it may be one. */
    static void writeOf(Writer out, String field, String attribute, String value) {
        if (names(attribute)) {
            write(out, field, value);
        } else {
            out.text(field, value);
        }
    }

    static String readOf(Reader in, String field, String attribute) {
        return names(attribute) ? read(in, field) : in.text(field);
    }

    /** Writes a key whose value is a name where its kind is that of an attribute. */
    static void writeKey(Writer out, String field, Key key) {
        Commitments commitments = out.commitments();
        if (commitments == null || !Scopes.OF_ACTOR.contains(key.kind())) {
            KeyCodec.write(out, field, key);
        } else {
            out.put(field, new TreeMap<>(Map.of(KIND, key.kind(), PSEUDONYM, commitments.pseudonym(key.value()))));
        }
    }

    static Key readKey(Reader in, String field) {
        Openings openings = in.openings();
        return openings == null || in.isText(field)
                ? KeyCodec.read(in, field)
                : in.record(field, its -> key(its, its.text(KIND), name(openings, its.text(PSEUDONYM))));
    }

    private static Key key(Reader in, String kind, String value) {
        if (!Scopes.OF_ACTOR.contains(kind)) {
            throw in.bad(KIND, "a key of this kind does not name a party");
        }
        return KeyCodec.parsed(in, KIND, kind + "/" + value);
    }

    static Optional<Key> readOptionalKey(Reader in, String field) {
        return in.has(field) ? Optional.of(readKey(in, field)) : Optional.empty();
    }
}
