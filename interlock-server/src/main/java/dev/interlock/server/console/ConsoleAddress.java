package dev.interlock.server.console;

import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.RequestHeaders;
import java.net.URI;
import java.util.Optional;

/**
 * The address by which browsers reach the console.
 *
 * @param url as it is configured, without a path; absent where browsers call the server itself
 * @param scheme that the listener of the console speaks
 */
public record ConsoleAddress(Optional<URI> url, String scheme) {

    /** Returns whether browsers reach the console by TLS alone. */
    public boolean secure() {
        return url.map(URI::getScheme).orElse(scheme).equalsIgnoreCase("https");
    }

    /**
     * Returns the address of a page, by the name by which a request calls the server: the browser has its cookies for that name alone.
     *
     * @param headers which the guard of the door has let pass
     */
    URI of(RequestHeaders headers, String path) throws Refusal {
        if (url.isPresent()) {
            return URI.create(url.get() + path);
        }
        String host = headers.first("host").orElse("");
        if (!host.matches("[A-Za-z0-9._:\\[\\]-]+")) {
            throw Refusal.invalid("`Host` is not a name of this server");
        }
        return URI.create(scheme + "://" + host + path);
    }
}
