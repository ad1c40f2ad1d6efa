package dev.interlock.provenance.text;

import java.util.regex.Pattern;

/**
 * The canonical form of a value as a text: its tokens as they fold, with a space between them, without the scheme of a link and without
 * {@code www.}. Two values have one form if {@link Tokens} reads the same tokens in them.
 */
public final class CanonicalValue {

    private static final Pattern SCHEME = Pattern.compile("^(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)?(?:www\\.)?");

    private CanonicalValue() {}

    /** The value without white space around it, the scheme of a link and {@code www.}. */
    public static String bare(String value) {
        return SCHEME.matcher(value.strip()).replaceFirst("");
    }

    /** The canonical form; empty for a value without a letter or digit. */
    public static String of(String value) {
        String bare = bare(value);
        var canonical = new StringBuilder(bare.length());
        boolean apart = false;
        for (int i = 0; i < bare.length(); ) {
            int cp = bare.codePointAt(i);
            i += Character.charCount(cp);
            char folded = Folding.fold(cp);
            if (folded == Folding.NOTHING) {
                continue;
            }
            boolean alone = Folding.alone(cp);
            if (folded == Folding.SEPARATOR) {
                apart = true;
                continue;
            }
            if ((apart || alone) && !canonical.isEmpty()) {
                canonical.append(' ');
            }
            if (folded == Folding.SEVERAL) {
                canonical.append(Folding.several(cp));
            } else {
                canonical.append(folded);
            }
            apart = alone;
        }
        return canonical.toString();
    }
}
