package dev.interlock.policy.diagnostic;

/** Texts as strings of JSON. */
final class JsonString {

    private JsonString() {}

    /** The text in quotes, with everything escaped that could end a line or a string somewhere. */
    static String of(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
