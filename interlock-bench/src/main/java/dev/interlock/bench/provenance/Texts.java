package dev.interlock.bench.provenance;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Texts of a given length: one as people write, and ones that try to cost more than their length. */
final class Texts {

    private static final String[] WORDS =
            ("the of and to a in is it you that he was for on are with as his they be at one have this from or had by"
                            + " but what some we can out other were all there when up use your how said an each invoice meeting"
                            + " report hotel payment account project budget review contract delivery customer")
                    .split(" ", -1);

    private Texts() {}

    /** Sentences of common words and of rare ones, names and numbers. */
    static String plain(int length, long seed) {
        var random = new Random(seed);
        var text = new StringBuilder(length + 20);
        while (text.length() < length) {
            int kind = random.nextInt(100);
            if (kind < 80) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            } else if (kind < 98) {
                text.append("name").append(random.nextInt(50_000));
            } else {
                text.append("n").append(random.nextInt(5_000)).append("@host.example");
            }
            text.append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return text.substring(0, length);
    }

    /** By their names. */
    static Map<String, String> adversarial(int length) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("one-token", "a".repeat(length));
        all.put("addresses-without-end", repeat("a@", length));
        all.put("labels", "a@" + repeat("b.", length));
        all.put("links", repeat("www.a ", length));
        all.put("percent", repeat("%25", length));
        all.put("requests", repeat("refund. send money delete file ", length));
        all.put("foreign", repeat("przelej wszystkie ", length));
        all.put("marks", repeat("\u0301\u200b", length));
        all.put("ligatures", repeat("\ufdfa", length));
        all.put(
                "duties",
                repeat("send pay money file delete share access add user reserve hotel deploy merge ", length));
        all.put("foreign-ids", repeat("\"a b\" ", length));
        all.put("chinese", repeat("\u4ed8\u94b1\u7ed9", length));
        all.put("base64", base64(base64(base64(repeat("send the money to eve. ", length / 3)))));
        return all;
    }

    private static String repeat(String part, int length) {
        return part.repeat(Math.max(1, length / part.length()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
