package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Reads the address by which callers know this server: every address of its own is below that one. */
public final class Origin {

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Diagnostics diagnostics;
    private final Values values;

    public Origin(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    /** @param what the key, in backticks */
    public Optional<String> read(Node node, String what) {
        Optional<URI> url = new Addresses(diagnostics, values).url(node, what);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri = url.get();
        String path = uri.getRawPath();
        if (!path.isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    what + " is more than scheme, host and port",
                    "write it without a path and without a slash at the end: `https://gateway.example.com`");
            return Optional.empty();
        }
        boolean here = new Listen(uri.getHost().replace("[", "").replace("]", ""), 0).loopback();
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !here) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    what + " is not HTTPS, so tokens would travel unencrypted",
                    "serve it with TLS, and write `https://...`");
            return Optional.empty();
        }
        // Written in one way, as addresses are compared with it.
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? HTTPS_PORT : HTTP_PORT);
        return Optional.of(
                scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort()));
    }
}
