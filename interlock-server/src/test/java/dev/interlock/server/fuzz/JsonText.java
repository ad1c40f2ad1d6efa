package dev.interlock.server.fuzz;

import java.util.List;

/** JSON texts, right ones and nearly right ones. */
final class JsonText {
    private static final List<String> NAMES = List.of(
            "jsonrpc",
            "id",
            "method",
            "params",
            "result",
            "error",
            "code",
            "message",
            "name",
            "arguments",
            "_meta",
            "text",
            "a",
            "\\u0061",
            "",
            "n\\u0061me",
            "\\ud83d\\ude00",
            "__proto__",
            "\u00e9",
            "Name");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1.50",
            "1e2",
            "1E+2",
            "0.1e-7",
            "9007199254740993",
            "123456789012345678901234567890",
            "1e400",
            "1e-400",
            "1e99999999999",
            "\"\"",
            "\"2.0\"",
            "\"tools/call\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"\ud83d\ude00\"",
            "\"\\/\"",
            "\"\\n\"",
            "\"a\\u0022b\"");
    private static final List<String> WRONG = List.of(
            "NaN",
            "Infinity",
            "-",
            "01",
            "+1",
            ".5",
            "5.",
            "1e",
            "0x1",
            "'a'",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"\n\"",
            "\"\\'\"",
            "undefined",
            "tru",
            "nul",
            "/* */1",
            "// \n1",
            "\ufeff1",
            "\u00001",
            "\"\u007f\"",
            "1 2",
            "]",
            "}");
    private static final List<String> SPACE = List.of("", "", "", " ", "\n", "\t", "\r", "\u00a0", "\u2028", "\f");

    private final Choices choices;
    private int left = 2_000;

    JsonText(Choices choices) {
        this.choices = choices;
    }

    String value() {
        var text = new StringBuilder();
        value(text, 0);
        return text.toString();
    }

    private void value(StringBuilder text, int depth) {
        text.append(choices.of(SPACE));
        switch (left-- <= 0 || depth > 200 ? 2 : choices.below(8)) {
            case 0, 1 -> object(text, depth);
            case 3 -> {
                text.append('[');
                for (int i = choices.below(4); i > 0; i--) {
                    value(text, depth + 1);
                    text.append(i == 1 ? "" : ",");
                }
                text.append(choices.below(32) == 31 ? ",]" : "]");
            }
            case 4 -> text.append('"').append(choices.text()).append('"');
            case 5 -> {
                int deep = choices.octet();
                text.append("[".repeat(deep)).append("]".repeat(deep));
            }
            case 6 -> text.append(choices.below(4) == 3 ? choices.of(WRONG) : choices.of(VALUES));
            default -> text.append(choices.of(VALUES));
        }
        text.append(choices.of(SPACE));
    }

    private void object(StringBuilder text, int depth) {
        text.append('{');
        for (int i = choices.below(6); i > 0; i--) {
            text.append('"').append(choices.of(NAMES)).append("\":");
            value(text, depth + 1);
            text.append(i == 1 ? "" : ",");
        }
        text.append(choices.below(32) == 31 ? ",}" : "}");
    }
}
