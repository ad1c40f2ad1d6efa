package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one map and remembers which were asked for, so that {@link #end} finds a field that no codec knows.
 * Not thread-safe; used once.
 */
final class Reader extends Place {

    /** Stands for a field that is not there; null is a value. */
    private static final Object ABSENT = new Object();

    private final Map<?, ?> map;
    private final @Nullable Reader outer;
    private final String name;
    private final boolean inList;
    private final @Nullable Openings openings;
    /** The text that stands for each text here; null where nothing is forgotten. */
    private final @Nullable String forgotten;
    /** The fields of this map that can be forgotten; null before they are asked for, or where everything stands in its place. */
    private @Nullable Reader forgettable;

    private String[] asked = new String[8];
    private int askedCount;
    private int found;

    private Reader(Map<?, ?> map, @Nullable Reader outer, String name, int index, @Nullable Openings openings) {
        super(outer, name, index);
        this.map = map;
        this.outer = outer;
        this.name = name;
        this.inList = index >= 0;
        this.openings = openings;
        this.forgotten = null;
    }

    private Reader(Map<?, ?> map, Reader same, @Nullable String forgotten) {
        super(same);
        this.map = map;
        this.outer = null;
        this.name = "";
        this.inList = false;
        this.openings = null;
        this.forgotten = forgotten;
    }

    /** A record in which everything stands in its place. */
    static Reader root(Map<String, @Nullable Object> map) {
        return new Reader(map, null, "", -1, null);
    }

    /** A record that hides what has to be hidden. */
    static Reader root(Map<String, @Nullable Object> map, Openings openings) {
        return new Reader(map, null, "", -1, openings);
    }

    /** The openings of what the record hides; null where everything stands in its place. */
    @Nullable
    Openings openings() {
        return openings;
    }

    /** The record opens with these fields. */
    void opened(Map<String, @Nullable Object> fields) {
        forgettable = new Reader(fields, this, null);
    }

    /** The record has forgotten what it could, and this text stands for each text. */
    void forgot(String text) {
        forgettable = new Reader(Map.of(), this, text);
    }

    /** Reads the fields that were written by {@link Writer#forgettable}. Of those that are forgotten only texts are there. */
    Reader forgettable() {
        if (openings == null) {
            return this;
        }
        if (inList) {
            throw new IllegalStateException("`" + path("") + "` is an element of a list: read the list as forgettable");
        }
        Reader fields = forgettable;
        if (fields == null) {
            fields = outer == null
                    ? new Reader(Map.of(), this, null)
                    : outer.forgettable().within(name, this);
            forgettable = fields;
        }
        return fields;
    }

    /** The fields that can be forgotten of a map within this one. */
    private Reader within(String field, Reader place) {
        Object value = take(field);
        if (value == ABSENT) {
            return new Reader(Map.of(), place, forgotten);
        }
        if (value instanceof Map<?, ?> fields) {
            return new Reader(fields, place, forgotten);
        }
        throw wrong(field, value, "a map");
    }

    /** A text that was written by {@link Writer#forgettableText}. */
    String forgettableText(String field) {
        if (openings == null) {
            return text(field);
        }
        if (!has(field)) {
            return forgettable().text(field);
        }
        if (!text(field).isEmpty()) {
            throw bad(field, "a forgettable text belongs beside the record, not in it");
        }
        return "";
    }

    boolean has(String field) {
        return map.containsKey(field);
    }

    boolean isText(String field) {
        return map.get(field) instanceof String;
    }

    /** INVARIANT: every map is read through this method or {@link #end}, so no field is passed over. */
    private static <T> T whole(Reader reader, Function<Reader, T> decode) {
        T value = decode.apply(reader);
        reader.end();
        return value;
    }

    void end() {
        if (forgettable != null) {
            forgettable.end();
        }
        if (found == map.size()) {
            return;
        }
        List<String> known = Arrays.asList(asked).subList(0, askedCount);
        for (Object key : map.keySet()) {
            if (!(key instanceof String field) || !known.contains(field)) {
                throw new CodecException(
                        Problem.UNKNOWN_FIELD, path(String.valueOf(key)), "this version has no such field");
            }
        }
        throw new IllegalStateException("a field was read twice: " + known);
    }

    private @Nullable Object take(String field) {
        if (askedCount == asked.length) {
            asked = Arrays.copyOf(asked, askedCount * 2);
        }
        asked[askedCount++] = field;
        Object value = map.get(field);
        if (value == null && !map.containsKey(field)) {
            return ABSENT;
        }
        found++;
        return value;
    }

    private CodecException wrong(String field, @Nullable Object value, String wanted) {
        return value == ABSENT
                ? new CodecException(Problem.MISSING_FIELD, path(field), "missing; " + wanted + " belongs here")
                : wrongAt(path(field), value, wanted);
    }

    String text(String field) {
        Object value = take(field);
        if (value instanceof String text) {
            return text;
        }
        if (forgotten != null) {
            return forgotten;
        }
        throw wrong(field, value, "a text");
    }

    Optional<String> optionalText(String field) {
        return map.containsKey(field) ? Optional.of(text(field)) : Optional.empty();
    }

    long number(String field) {
        Object value = take(field);
        if (value instanceof Long number) {
            return inRange(field, number);
        }
        throw wrong(field, value, "an integer");
    }

    int smallNumber(String field) {
        return small(field, number(field));
    }

    private int small(String field, long number) {
        if (number != (int) number) {
            throw bad(field, "the number `" + number + "` exceeds 2^31-1");
        }
        return (int) number;
    }

    OptionalLong optionalNumber(String field) {
        return map.containsKey(field) ? OptionalLong.of(number(field)) : OptionalLong.empty();
    }

    /** A number that is left out when it is 0. */
    long amount(String field) {
        if (!map.containsKey(field)) {
            return 0;
        }
        long number = number(field);
        if (number == 0) {
            throw bad(field, "0 must be omitted");
        }
        return number;
    }

    /** A small number that is left out when it is 0. */
    int smallAmount(String field) {
        return small(field, amount(field));
    }

    /** A flag, which is left out when it is false. */
    boolean flag(String field) {
        if (!map.containsKey(field)) {
            return false;
        }
        if (!truth(field)) {
            throw bad(field, "`false` must be omitted");
        }
        return true;
    }

    boolean truth(String field) {
        Object value = take(field);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw wrong(field, value, "a boolean");
    }

    /** A value of any type, to be judged by the caller; the field has to be there. */
    @Nullable
    Object value(String field, String wanted) {
        Object value = take(field);
        if (value == ABSENT) {
            throw wrong(field, value, wanted);
        }
        return value;
    }

    <T> T record(String field, Function<Reader, T> decode) {
        return record(field, take(field), decode);
    }

    <T> T record(String field, @Nullable Object value, Function<Reader, T> decode) {
        if (value instanceof Map<?, ?> fields) {
            return whole(new Reader(fields, this, field, -1, openings), decode);
        }
        throw wrong(field, value, "a map");
    }

    <T> Optional<T> optionalRecord(String field, Function<Reader, T> decode) {
        return map.containsKey(field) ? Optional.of(record(field, decode)) : Optional.empty();
    }

    /** A list, which is left out when it is empty, so that one record has one form. */
    List<?> list(String field) {
        Object value = take(field);
        if (value == ABSENT) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(field, value, "a list");
        }
        if (list.isEmpty()) {
            throw bad(field, "an empty list must be omitted");
        }
        return list;
    }

    <T> List<T> records(String field, Function<Reader, T> decode) {
        List<?> list = list(field);
        if (list.isEmpty()) {
            return List.of();
        }
        List<T> records = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> fields)) {
                throw wrongAt(path(field, i), list.get(i), "a map");
            }
            records.add(whole(new Reader(fields, this, field, i, openings), decode));
        }
        return records;
    }

    private <T> List<T> elements(String field, Class<T> type, String wanted) {
        List<?> list = list(field);
        if (list.isEmpty()) {
            return List.of();
        }
        List<T> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            if (!type.isInstance(element)) {
                throw wrongAt(path(field, i), element, wanted);
            }
            elements.add(type.cast(element));
        }
        return elements;
    }

    List<String> texts(String field) {
        return elements(field, String.class, "a text");
    }

    List<Long> numbers(String field) {
        List<Long> numbers = elements(field, Long.class, "an integer");
        for (int i = 0; i < numbers.size(); i++) {
            inRange(field, i, numbers.get(i));
        }
        return numbers;
    }

    SortedSet<String> textSet(String field) {
        List<String> texts = texts(field);
        for (int i = 1; i < texts.size(); i++) {
            if (texts.get(i - 1).compareTo(texts.get(i)) >= 0) {
                throw new CodecException(
                        Problem.BAD_VALUE,
                        path(field, i),
                        "the strings of a set must be in ascending order, without duplicates");
            }
        }
        return texts.isEmpty() ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(texts));
    }

    /** A map whose names are data; left out when it is empty. */
    <T extends @Nullable Object> SortedMap<String, T> entries(String field, EntryDecoder<T> decode) {
        Object value = take(field);
        if (value == ABSENT) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, T> entries = record(field, value, reader -> reader.allEntries(decode));
        if (entries.isEmpty()) {
            throw bad(field, "an empty map must be omitted");
        }
        return Collections.unmodifiableSortedMap(entries);
    }

    <T extends @Nullable Object> SortedMap<String, T> allEntries(EntryDecoder<T> decode) {
        SortedMap<String, T> entries = new TreeMap<>();
        for (Object key : map.keySet()) {
            if (key instanceof String name) {
                entries.put(name, decode.decode(this, name));
            }
        }
        return entries;
    }

    /** Reads one entry of a map whose names are data, such as {@code Reader::text}. */
    interface EntryDecoder<T extends @Nullable Object> {
        @Nullable
        T decode(Reader reader, String name);
    }
}
