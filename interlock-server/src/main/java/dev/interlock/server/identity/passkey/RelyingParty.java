package dev.interlock.server.identity.passkey;

import java.net.URI;
import java.util.Locale;

/**
 * The site for which passkeys are good: a browser uses none of them elsewhere.
 *
 * @param id the name of its host
 * @param origin of its pages
 */
public record RelyingParty(String id, String origin) {

    /** @param address by which browsers reach the site, whose host is a name */
    public static RelyingParty at(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return new RelyingParty(host, address.getScheme().toLowerCase(Locale.ROOT) + "://" + host + port);
    }
}
