package dev.interlock.policy.argument;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The skeleton of a name: the rest of it for a reader that looks at letters and digits alone, and not at their case.
 * Names of one skeleton may be one name to a server, as {@code vendorId}, {@code vendor_id}, {@code Vendor-ID},
 * {@code vendor[id} and {@code vendor_ıd} are.
 */
public final class Skeleton {

    private Skeleton() {}

    /**
     * The skeleton: full upper case, NFKD, letters and digits only, lower case by character. All of it is done twice, since one pass
     * may yield characters that the next one changes.
     */
    public static String of(String name) {
        String plain = plain(name);
        return plain != null ? plain : once(once(name));
    }

    private static String once(String text) {
        String spread = Normalizer.normalize(text.toUpperCase(Locale.ROOT), Normalizer.Form.NFKD);
        StringBuilder out = new StringBuilder(spread.length());
        spread.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** The skeleton of a name in ASCII, as nearly all are; null for other names. */
    private static @Nullable String plain(String name) {
        StringBuilder out = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                return null;
            }
            boolean same = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!same && out == null) {
                out = new StringBuilder(name.length()).append(name, 0, i);
            }
            if (out != null && same) {
                out.append(c);
            } else if (out != null && c >= 'A' && c <= 'Z') {
                out.append((char) (c + ('a' - 'A')));
            }
        }
        return out == null ? name : out.toString();
    }
}
