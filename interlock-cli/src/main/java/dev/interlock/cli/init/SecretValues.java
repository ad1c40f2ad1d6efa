package dev.interlock.cli.init;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells which values of a client's configuration are plainly no secrets. All others are kept as secrets. */
public final class SecretValues {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,3})?");
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(key|token|secret[a-z]*|passw[a-z]*|pwd|credential|auth|cookie|session|dsn|pat)($|[^a-z].*)");
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "yes",
            "no",
            "on",
            "off",
            "debug",
            "info",
            "warn",
            "warning",
            "error",
            "trace",
            "development",
            "production",
            "test",
            "localhost",
            "127.0.0.1",
            "utf-8",
            "en",
            "c.utf-8");

    private SecretValues() {}

    /** Returns whether a value is no secret for certain, by its name and form. */
    public static boolean isPlain(String name, String value) {
        return !SECRET_NAME.matcher(name).matches()
                && (value.isEmpty()
                        || NUMBER.matcher(value).matches()
                        || WORDS.contains(value.toLowerCase(Locale.ROOT))
                        || value.startsWith("/") && !value.contains("@") && !value.contains("?"));
    }
}
