package dev.interlock.provenance.text;

import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words by which texts name the units of amounts. A currency (ISO 4217) is named by its code in capital letters, and the most common
 * ones by their sign and their name; any other unit by itself.
 */
final class Units {

    /** Signs and names of currencies, in small letters. Names of several currencies, such as `franc` and `peso`, are not among them. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("€", "EUR"),
            Map.entry("eur", "EUR"),
            Map.entry("euro", "EUR"),
            Map.entry("euros", "EUR"),
            Map.entry("$", "USD"),
            Map.entry("us$", "USD"),
            Map.entry("usd", "USD"),
            Map.entry("dollar", "USD"),
            Map.entry("dollars", "USD"),
            Map.entry("dólar", "USD"),
            Map.entry("dólares", "USD"),
            Map.entry("£", "GBP"),
            Map.entry("gbp", "GBP"),
            Map.entry("chf", "CHF"),
            Map.entry("franken", "CHF"),
            Map.entry("¥", "JPY"),
            Map.entry("yen", "JPY"),
            Map.entry("₹", "INR"));

    /** Words after a number or its unit that make it another number, in small letters. */
    private static final Set<String> SCALES = Set.of(
            "k",
            "m",
            "mn",
            "bn",
            "hundred",
            "thousand",
            "grand",
            "million",
            "millions",
            "billion",
            "billions",
            "trillion",
            "lakh",
            "crore",
            "cent",
            "cents",
            "pence",
            "penny",
            "hundert",
            "tausend",
            "tsd",
            "mio",
            "mrd",
            "millionen",
            "milliarde",
            "milliarden",
            "cien",
            "mil",
            "millón",
            "millones",
            "céntimo",
            "céntimos",
            "centavo",
            "centavos");

    private static final Set<String> CODES = codes();

    private Units() {}

    private static Set<String> codes() {
        var codes = new HashSet<String>();
        Currency.getAvailableCurrencies().forEach(currency -> codes.add(currency.getCurrencyCode()));
        return Set.copyOf(codes);
    }

    /** Returns whether a word names the unit. */
    static boolean isNamed(String unit, String word) {
        String code = unit.toUpperCase(Locale.ROOT);
        return CODES.contains(code)
                ? word.equals(code) || code.equals(NAMES.get(word.toLowerCase(Locale.ROOT)))
                : word.equalsIgnoreCase(unit);
    }

    /** Returns whether a word makes the number before it another one: `9 thousand`, `50 euro cents`. */
    static boolean isScale(String word) {
        return SCALES.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Returns whether a word names some currency. */
    static boolean isCurrency(String word) {
        return CODES.contains(word) || NAMES.containsKey(word.toLowerCase(Locale.ROOT));
    }
}
