package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of one map, sorted by name as canonical JSON wants them. Not thread-safe; used once.
 *
 * <p>Each field that holds a text is of one of three kinds, and whoever writes it says of which: what stays for good ({@link #text}), what
 * somebody may have the right to have forgotten ({@link #forgettable}, {@link #forgettableText}), and names of people
 * ({@link NameCodec}). With {@link Commitments} the last two are hidden by them; without, everything stands in its place.
 */
final class Writer extends Place {

    // natural order of strings is that of UTF-16 code units, which RFC 8785 (section 3.2.3) sorts by
    private final TreeMap<String, @Nullable Object> map = new TreeMap<>();

    private final @Nullable Commitments commitments;
    private final boolean inList;
    /** The fields that can be forgotten, once there are some. */
    private @Nullable Writer forgettable;

    private Writer(@Nullable Place parent, String name, int index, @Nullable Commitments commitments) {
        super(parent, name, index);
        this.commitments = commitments;
        this.inList = index >= 0;
    }

    private Writer(Writer same) {
        super(same);
        this.commitments = null;
        this.inList = false;
    }

    /** A record in which everything stands in its place. */
    static Writer root() {
        return new Writer(null, "", -1, null);
    }

    /** A record that hides what has to be hidden. */
    static Writer root(Commitments commitments) {
        return new Writer(null, "", -1, commitments);
    }

    /** The commitments that hide names; null where everything stands in its place. */
    @Nullable
    Commitments commitments() {
        return commitments;
    }

    /**
     * Writes the fields of this map that somebody may have the right to have forgotten. They are read by {@link Reader#forgettable}. An
     * element of a list has none by itself: the list has to be forgettable as a whole.
     */
    Writer forgettable() {
        if (commitments == null) {
            return this;
        }
        if (inList) {
            throw new IllegalStateException(
                    "`" + path("") + "` is an element of a list: write the list as forgettable");
        }
        Writer fields = forgettable;
        if (fields == null) {
            fields = new Writer(this);
            forgettable = fields;
        }
        return fields;
    }

    /** The fields that were written as forgettable, in the maps in which they would stand. */
    Map<String, @Nullable Object> forgettableMap() {
        return forgettable == null ? Map.of() : forgettable.map;
    }

    /** A text that somebody may have the right to have forgotten. One that is empty says nothing, and stays. */
    void forgettableText(String field, String text) {
        (given(field, text).isEmpty() ? this : forgettable()).text(field, text);
    }

    Map<String, @Nullable Object> map() {
        return map;
    }

    void text(String field, String text) {
        put(field, given(field, text));
    }

    void optionalText(String field, Optional<String> text) {
        if (text.isPresent()) {
            put(field, text.get());
        }
    }

    void number(String field, long number) {
        put(field, inRange(field, number));
    }

    void optionalNumber(String field, OptionalLong number) {
        if (number.isPresent()) {
            number(field, number.getAsLong());
        }
    }

    /** A number that is left out when it is 0. */
    void amount(String field, long number) {
        if (number != 0) {
            number(field, number);
        }
    }

    /** A flag, which is left out when it is false. */
    void flag(String field, boolean set) {
        if (set) {
            put(field, true);
        }
    }

    void truth(String field, boolean truth) {
        put(field, truth);
    }

    /** A value that is already one of the plain values of a record. */
    void put(String field, @Nullable Object value) {
        map.put(field, value);
    }

    <T> void record(String field, T value, BiConsumer<Writer, T> encode) {
        Writer inner = new Writer(this, field, -1, commitments);
        encode.accept(inner, value);
        put(field, inner.map);
        if (inner.forgettable != null) {
            forgettable().put(field, inner.forgettable.map);
        }
    }

    <T> void optionalRecord(String field, Optional<T> value, BiConsumer<Writer, T> encode) {
        if (value.isPresent()) {
            record(field, value.get(), encode);
        }
    }

    <T> void records(String field, List<T> values, BiConsumer<Writer, T> encode) {
        if (values.isEmpty()) {
            return;
        }
        List<@Nullable Object> list = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            Writer inner = new Writer(this, field, i, commitments);
            encode.accept(inner, values.get(i));
            list.add(inner.map);
        }
        put(field, list);
    }

    void texts(String field, Collection<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        List<@Nullable Object> list = new ArrayList<>(texts.size());
        for (String text : texts) {
            list.add(given(field, text));
        }
        put(field, list);
    }

    void textSet(String field, SortedSet<String> texts) {
        texts(field, texts.comparator() == null ? texts : new TreeSet<>((Collection<String>) texts));
    }

    void numbers(String field, List<Long> numbers) {
        if (numbers.isEmpty()) {
            return;
        }
        List<@Nullable Object> list = new ArrayList<>(numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            list.add(inRange(field, i, numbers.get(i)));
        }
        put(field, list);
    }

    /** A map whose names are data; left out when it is empty. */
    <T extends @Nullable Object> void entries(String field, Map<String, T> values, EntryEncoder<T> encode) {
        if (!values.isEmpty()) {
            record(field, values, (inner, entries) -> inner.allEntries(entries, encode));
        }
    }

    <T extends @Nullable Object> void allEntries(Map<String, T> values, EntryEncoder<T> encode) {
        for (Map.Entry<String, T> entry : values.entrySet()) {
            encode.encode(this, entry.getKey(), entry.getValue());
        }
    }

    // Without this check, a record made by code without null checks would be written, and then refused for ever.
    String given(String field, @Nullable String text) {
        if (text == null) {
            throw new CodecException(Problem.WRONG_TYPE, path(field), "expected a text, found null");
        }
        return text;
    }

    /** Writes one entry of a map whose names are data, such as {@code Writer::text}. */
    interface EntryEncoder<T extends @Nullable Object> {
        void encode(Writer writer, String name, T value);
    }
}
