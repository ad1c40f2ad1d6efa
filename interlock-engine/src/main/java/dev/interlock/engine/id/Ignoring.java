package dev.interlock.engine.id;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Ids of another form in which some differences mean nothing to the servers: a canonical one is its own case fold, has no
 * white space, has no leading zeros.
 *
 * @param form what is left looks like
 */
public record Ignoring(IdForm form, boolean ofCase, boolean spaces, boolean leadingZeros) implements IdForm {

    @Override
    public Spelling read(String id) {
        String reduced = reduced(id);
        if (reduced.isEmpty() || !reduced.equals(reduced(reduced))) {
            return new Spelling.None("must have more than white space and zeros");
        }
        return switch (form.read(reduced)) {
            case Spelling.None none -> none;
            case Spelling.Other other -> other;
            case Spelling.Canonical canonical ->
                reduced.equals(id) ? canonical : new Spelling.Other(reduced, message());
        };
    }

    private String reduced(String id) {
        String out = id;
        if (spaces) {
            out = out.codePoints()
                    .filter(c -> !Character.isSpaceChar(c) && !Character.isWhitespace(c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        if (ofCase) {
            out = Normalizer.normalize(out.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        }
        if (leadingZeros) {
            int from = 0;
            while (from < out.length() - 1 && out.charAt(from) == '0' && isDigit(out.charAt(from + 1))) {
                from++;
            }
            out = out.substring(from);
        }
        return out;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String message() {
        return "must be written"
                + (ofCase ? " in lower case" : "")
                + (spaces ? (ofCase ? "," : "") + " without white space" : "")
                + (leadingZeros ? (ofCase || spaces ? "," : "") + " without leading zeros" : "");
    }

    @Override
    public String name() {
        return form.name();
    }
}
