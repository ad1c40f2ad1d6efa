package dev.interlock.server.upstream;

import java.util.Locale;

/**
 * The forms of a server's name where several servers stand behind one endpoint. A name has single `.`, `-` or `_`
 * between letters and digits, so `__` or `+` and the text behind it are no part of it.
 */
public final class ServerName {

    /** The longest name of a server: what is put together from it and the name of a tool has to stay readable in 64 characters. */
    static final int MAX = 40;

    private ServerName() {}

    /**
     * Returns the beginning of the server's URIs there, before a `+`: together they are a scheme (RFC 3986, 3.1), which
     * has no `_` and in which case does not count. No two servers of a configuration have the same.
     */
    public static String scheme(String server) {
        return server.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
