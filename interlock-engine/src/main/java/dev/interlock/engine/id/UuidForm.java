package dev.interlock.engine.id;

import java.util.Locale;

/** UUIDs, written 8-4-4-4-12 in lower case. Servers also read them with braces, in capitals and without hyphens. */
public record UuidForm() implements IdForm {

    private static final int DIGITS = 32;
    private static final String URN = "urn:uuid:";

    private static final Spelling NONE =
            new Spelling.None("must be a UUID, such as `6ba7b810-9dad-11d1-80b4-00c04fd430c8`");

    @Override
    public Spelling read(String id) {
        String bare = bare(id);
        var digits = new StringBuilder(DIGITS);
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
                digits.append(c);
            } else if (c != '-') {
                return NONE;
            }
        }
        if (digits.length() != DIGITS) {
            return NONE;
        }
        String canonical =
                digits.toString().toLowerCase(Locale.ROOT).replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
        return canonical.equals(id)
                ? new Spelling.Canonical(id)
                : new Spelling.Other(
                        canonical, "must be written in lower case with its four hyphens, and nothing else");
    }

    /** The id without what may stand around it. */
    private static String bare(String id) {
        if (id.startsWith("{") && id.endsWith("}")) {
            return id.substring(1, id.length() - 1);
        }
        return id.regionMatches(true, 0, URN, 0, URN.length()) ? id.substring(URN.length()) : id;
    }

    @Override
    public String name() {
        return "uuid";
    }
}
