package dev.interlock.server.setting;

import java.util.regex.Pattern;

/** Names of headers (RFC 9110, section 5.1). */
public final class HeaderName {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private HeaderName() {}

    public static boolean isValid(String name) {
        return TOKEN.matcher(name).matches();
    }
}
