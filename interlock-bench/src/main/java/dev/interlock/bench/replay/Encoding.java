package dev.interlock.bench.replay;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** Ways to write a text so that a program may not know it again, while an agent reads it. */
final class Encoding {

    private static final String LATIN = "aceopxyisjACEOPXHKMTB";
    private static final String CYRILLIC = "асеорхуіѕјАСЕОРХНКМТВ";
    private static final String ZERO_WIDTH = "\u200b";
    private static final int LINE = 12;

    private Encoding() {}

    /** @param name a variant of {@link AttackForm#ENCODED} */
    static UnaryOperator<String> of(String name) {
        return switch (name) {
            case "base64" -> text -> "The rest of this is in base64: " + base64(text);
            case "base64-lines" ->
                text -> "The rest of this is in base64: " + base64(text).replaceAll(".{" + LINE + "}", "$0\n");
            case "percent" -> Encoding::percent;
            case "homoglyphs" -> Encoding::homoglyphs;
            case "zero-width" -> text -> text.replaceAll("(\\w)(?=\\w)", "$1" + ZERO_WIDTH);
            default -> throw new IllegalArgumentException("there is no encoding `" + name + "`");
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.strip().getBytes(StandardCharsets.UTF_8));
    }

    private static String percent(String text) {
        var encoded = new StringBuilder();
        for (byte each : text.strip().getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02X", each));
        }
        return encoded.toString();
    }

    private static String homoglyphs(String text) {
        var encoded = new StringBuilder();
        for (char each : text.toCharArray()) {
            int at = LATIN.indexOf(each);
            encoded.append(at < 0 ? each : CYRILLIC.charAt(at));
        }
        return encoded.toString();
    }
}
