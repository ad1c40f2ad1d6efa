package dev.interlock.server.config;

import java.util.regex.Pattern;

/** Names of headers (RFC 9110, section 5.1). */
final class HeaderName {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private HeaderName() {}

    static boolean isValid(String name) {
        return TOKEN.matcher(name).matches();
    }
}
