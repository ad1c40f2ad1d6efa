package dev.interlock.ledger.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Writes one value of JDK types; used once. */
final class Encoder {
    private final boolean fromOutside;
    private final CanonicalWriter out;

    /** @param expected the number of bytes for which there is room at first */
    Encoder(boolean fromOutside, int expected) {
        this.fromOutside = fromOutside;
        this.out = new CanonicalWriter(fromOutside, expected);
    }

    byte[] bytes(@Nullable Object value) {
        write(value);
        return out.bytes();
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> out.nothing();
            case String text -> out.text(text);
            case Long number -> out.number(number);
            case Integer number -> out.number((long) number);
            case Boolean truth -> out.truth(truth);
            case Map<?, ?> map -> object(map);
            case List<?> list -> array(list);
            case BigDecimal number -> out.number(number);
            case Short number -> out.number((long) number);
            case Byte number -> out.number((long) number);
            case BigInteger number when fromOutside -> out.number(new BigDecimal(number));
            case Double number when fromOutside -> out.number((double) number);
            // a float's own digits, not those of its exact binary value: 0.1f is meant as 0.1
            case Float number
            when fromOutside ->
                out.number(Float.isFinite(number) ? Double.parseDouble(number.toString()) : number.doubleValue());
            case Object other ->
                throw out.refuseNext("a value of type `" + other.getClass().getSimpleName()
                        + "` has no canonical JSON form; use a map, list, string, boolean, integer or null");
        }
    }

    private void object(Map<?, ?> map) {
        out.beginObject();
        if (isSorted(map)) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                out.name(key(member.getKey()));
                write(member.getValue());
            }
        } else {
            for (String key : sortedKeys(map)) {
                out.name(key);
                write(map.get(key));
            }
        }
        out.endObject();
    }

    // RFC 8785 section 3.2.3 sorts by UTF-16 code units, which is the order of String.compareTo.
    private boolean isSorted(Map<?, ?> map) {
        if (map instanceof SortedMap<?, ?> sorted && sorted.comparator() == null) {
            return true;
        }
        String previous = null;
        for (Object key : map.keySet()) {
            String next = key(key);
            if (previous != null && previous.compareTo(next) >= 0) {
                return false;
            }
            previous = next;
        }
        return true;
    }

    private String[] sortedKeys(Map<?, ?> map) {
        String[] keys = new String[map.size()];
        int count = 0;
        for (Object key : map.keySet()) {
            keys[count++] = key(key);
        }
        Arrays.sort(keys);
        return keys;
    }

    private String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw out.refuse("the key `" + key + "` is not a string");
    }

    private void array(List<?> list) {
        out.beginArray();
        for (Object element : list) {
            write(element);
        }
        out.endArray();
    }
}
