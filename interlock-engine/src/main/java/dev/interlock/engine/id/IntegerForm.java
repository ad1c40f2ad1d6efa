package dev.interlock.engine.id;

/** Whole numbers from zero, of at most eighteen decimal digits of ASCII: what fits 64 bits everywhere. */
public record IntegerForm() implements IdForm {

    private static final int MOST_DIGITS = 18;

    private static final Spelling NONE = new Spelling.None(
            "must be a whole number of at most " + MOST_DIGITS + " digits from 0 to 9, without a sign");

    @Override
    public Spelling read(String id) {
        int from = id.startsWith("+") ? 1 : 0;
        int digits = id.length() - from;
        if (digits == 0) {
            return NONE;
        }
        for (int i = from; i < id.length(); i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return NONE;
            }
        }
        while (from < id.length() - 1 && id.charAt(from) == '0') {
            from++;
        }
        if (id.length() - from > MOST_DIGITS) {
            return NONE;
        }
        return from == 0
                ? new Spelling.Canonical(id)
                : new Spelling.Other(id.substring(from), "must be written without a sign or leading zeros");
    }

    @Override
    public String name() {
        return "integer";
    }
}
