package dev.interlock.policy.argument;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which a server may read the arguments of a call: five that are in use. */
enum LenientReader {
    /** The first of several members of one name. */
    FIRST_WINS(String::equals, false, false),
    /** The last of them, as most do. */
    LAST_WINS(String::equals, true, false),
    /** Without case, the last one, as Go's encoding/json does. */
    FOLDED((name, wanted) -> folded(name).equals(folded(wanted)), true, false),
    /** Without case and separators, as protobuf, .NET and binders of frameworks do. */
    WITHOUT_SEPARATORS((name, wanted) -> stripped(name).equals(stripped(wanted)), true, false),
    /** With numbers, texts and lists of one taken for each other, as in PHP and Python. */
    COERCED(String::equals, true, true);

    private static final Pattern SEPARATOR = Pattern.compile("[^\\p{L}\\p{N}]");
    private static final Pattern SIGN = Pattern.compile("^\\+");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,30}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final Pattern SIGNED_DECIMAL = Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][0-9]{1,2})?");

    // The names of a test are few, and each is compared many times.
    private static final Map<String, String> FOLDED_NAMES = new ConcurrentHashMap<>();
    private static final Map<String, String> STRIPPED_NAMES = new ConcurrentHashMap<>();

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final BiPredicate<String, String> matches;

    private final boolean last;
    private final boolean coerces;

    LenientReader(BiPredicate<String, String> matches, boolean last, boolean coerces) {
        this.matches = matches;
        this.last = last;
        this.coerces = coerces;
    }

    /** A member as it was written: names may occur twice. */
    record Member(String name, @Nullable Object value) {}

    /** An object as it was written. */
    record Written(List<Member> members) {}

    /** The call as the server understands it. */
    record Understood(Optional<String> vendor, Optional<BigDecimal> amount, Optional<String> payee) {}

    Understood read(Written args) {
        Object payee = find(args, "payee");
        Object iban = payee instanceof Written inside ? find(inside, "iban") : null;
        if (this == WITHOUT_SEPARATORS) {
            Object joined = find(args, "payee.iban");
            iban = joined == null ? iban : joined;
        }
        return new Understood(
                Optional.ofNullable(text(find(args, "vendor_id"))),
                Optional.ofNullable(number(find(args, "amount"))),
                Optional.ofNullable(text(iban)));
    }

    private @Nullable Object find(Written object, String wanted) {
        Object found = null;
        boolean any = false;
        for (Member member : object.members()) {
            if (matches.test(member.name(), wanted) && (last || !any)) {
                found = member.value();
                any = true;
            }
        }
        return found;
    }

    private @Nullable String text(@Nullable Object raw) {
        Object value = single(raw);
        if (value instanceof Long number) {
            return coerces ? new BigDecimal((double) number).toPlainString() : Long.toString(number);
        }
        if (!coerces && value instanceof BigDecimal number) {
            return number.scale() <= 0 ? number.toPlainString() : null;
        }
        if (!(value instanceof String text)) {
            return coerces && value instanceof BigDecimal number
                    ? new BigDecimal(number.doubleValue()).stripTrailingZeros().toPlainString()
                    : coerces && value instanceof Boolean flag ? (flag ? "1" : "0") : null;
        }
        if (!coerces) {
            return text;
        }
        // int() of Python, where the text is one
        StringBuilder digits = new StringBuilder();
        for (char c : text.strip().replace("_", "").toCharArray()) {
            digits.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : c);
        }
        String plain = SIGN.matcher(digits).replaceFirst("");
        return WHOLE.matcher(plain).matches() ? new BigDecimal(plain).toPlainString() : text.strip();
    }

    private @Nullable BigDecimal number(@Nullable Object raw) {
        Object value = single(raw);
        if (value instanceof Long number) {
            return coerces ? BigDecimal.valueOf((double) number) : BigDecimal.valueOf(number);
        }
        if (value instanceof BigDecimal number) {
            return coerces ? BigDecimal.valueOf(number.doubleValue()) : number;
        }
        String text =
                value instanceof String written ? coerces ? written.strip().replace("_", "") : written : "";
        boolean decimal = (coerces ? SIGNED_DECIMAL : DECIMAL).matcher(text).matches();
        return decimal
                ? new BigDecimal(text)
                : coerces && value instanceof Boolean flag ? flag ? BigDecimal.ONE : BigDecimal.ZERO : null;
    }

    private @Nullable Object single(@Nullable Object value) {
        return coerces && value instanceof List<?> list && list.size() == 1 ? single(list.getFirst()) : value;
    }

    private static String folded(String name) {
        return FOLDED_NAMES.computeIfAbsent(
                name, written -> written.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    private static String stripped(String name) {
        return STRIPPED_NAMES.computeIfAbsent(
                name, written -> SEPARATOR.matcher(folded(written)).replaceAll(""));
    }
}
