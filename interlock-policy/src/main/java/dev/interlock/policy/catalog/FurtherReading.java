package dev.interlock.policy.catalog;

import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.FurtherArguments.Digested;
import dev.interlock.engine.model.FurtherArguments.Rest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the arguments of a call that its projection leaves out: those that the catalogue does not read, and those that are too long
 * for it. Each is there in clear, or by name, size and digest, or at least counted, so that nobody approves an argument without knowing of
 * it.
 *
 * <p>INVARIANT: the reading has a bound, whatever a caller sends, and leaves room in the record for the projection beside it.
 */
final class FurtherReading {

    /** The text in the place of an argument that the catalogue calls secret. */
    private static final String SECRET = "[secret]";

    private static final int MAX_NAMES = 1_000;
    /** The most bytes in the record, each character counted as large as it can get there. */
    private static final int MAX_SIZE = 16_000;
    /** The bytes in the record of a name with its size and digest, without the name. */
    private static final int DIGESTED = 110;
    /** The longest name that is kept; an argument with a longer one is only counted. */
    private static final int MAX_NAME = 256;

    private final List<ArgumentPath> secret;
    private final SortedMap<String, ?> projection;
    private final SortedMap<String, @Nullable Object> unread = new TreeMap<>();
    private final SortedMap<String, Digested> digested = new TreeMap<>();
    private final MessageDigest ofRest = sha256();
    private long rest;
    private int size;

    private FurtherReading(List<ArgumentPath> secret, SortedMap<String, ?> projection) {
        this.secret = secret;
        this.projection = projection;
    }

    /**
     * The arguments that the projection does not show in full.
     *
     * @param secret paths of the arguments that are never kept
     */
    @SuppressWarnings("NullAway") // the annotation of the record's component is not seen across modules
    static FurtherArguments of(Map<String, ?> args, List<ArgumentPath> secret, SortedMap<String, ?> projection) {
        if (secret.isEmpty() && isAllShown(args, projection)) {
            return FurtherArguments.NONE;
        }
        var reading = new FurtherReading(secret, projection);
        args.forEach((name, value) -> reading.read(List.of(name), List.of(name), value));
        Optional<Rest> rest = reading.rest == 0
                ? Optional.empty()
                : Optional.of(new Rest(reading.rest, text(reading.ofRest.digest())));
        return new FurtherArguments(reading.unread, reading.digested, rest);
    }

    /**
     * Returns whether the projection shows every argument in full, as it does of most calls. Each of its entries is another argument, so
     * that it shows all where it has as many entries as there are arguments.
     */
    private static boolean isAllShown(Map<String, ?> args, SortedMap<String, ?> projection) {
        return !projection.containsKey(ArgumentPath.ARGS) && arguments(args, projection.size()) == projection.size();
    }

    /** The number of arguments in the value; a number above the most where there are more, or one is too long to be shown. */
    private static int arguments(@Nullable Object value, int most) {
        return switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> argumentsIn(map.values(), most);
            case List<?> list when !list.isEmpty() -> argumentsIn(list, most);
            case String text -> text.length() > RecordedText.MOST ? most + 1 : 1;
            case BigDecimal number -> most + 1;
            case BigInteger number -> most + 1;
            case null, default -> 1;
        };
    }

    private static int argumentsIn(Collection<?> values, int most) {
        int count = 0;
        for (Object value : values) {
            count += arguments(value, most);
            if (count > most) {
                return most + 1;
            }
        }
        return count;
    }

    /** @param names the steps without the places in lists */
    private void read(List<String> steps, List<String> names, @Nullable Object value) {
        if (Projection.isSecret(secret, steps, names, value)) {
            keep(Projection.name(steps), SECRET);
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((name, member) -> read(
                    Projection.append(steps, String.valueOf(name)),
                    Projection.append(names, String.valueOf(name)),
                    member));
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                read(Projection.append(steps, Integer.toString(i)), names, list.get(i));
            }
        } else {
            keep(Projection.name(steps), value instanceof Map || value instanceof List ? value.toString() : value);
        }
    }

    private void keep(String name, @Nullable Object value) {
        String text = value instanceof String own ? own : String.valueOf(value);
        boolean tooLong = text.length() > RecordedText.MOST;
        if (projection.containsKey(name) && !tooLong) {
            return;
        }
        if (name.length() > MAX_NAME || unread.size() + digested.size() >= MAX_NAMES) {
            count(name, text);
            return;
        }
        // A projection without room for all that is read does not tell which arguments are not read.
        boolean clear = !tooLong
                && !projection.containsKey(ArgumentPath.ARGS)
                && unread.size() + projection.size() < Projection.MAX_ENTRIES;
        int more = Projection.recorded(name) + (clear ? Projection.recorded(text) + 20 : DIGESTED);
        if (clear && size + more > MAX_SIZE) {
            clear = false;
            more = Projection.recorded(name) + DIGESTED;
        }
        if (size + more > MAX_SIZE) {
            count(name, text);
            return;
        }
        size += more;
        if (clear) {
            unread.put(name, Projection.scalar(value));
        } else {
            digested.put(name, new Digested(text.length(), text(sha256().digest(bytes(text)))));
        }
    }

    /**
     * Adds an argument to the digest of the rest, each part behind its length, so that no two lists of arguments have one
     * digest.
     */
    private void count(String name, String text) {
        rest++;
        for (byte[] part : List.of(bytes(name), bytes(text))) {
            ofRest.update(bytes(part.length + ":"));
            ofRest.update(part);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] digest) {
        return "sha-256:" + HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
