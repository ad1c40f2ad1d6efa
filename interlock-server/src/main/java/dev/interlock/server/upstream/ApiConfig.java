package dev.interlock.server.upstream;

import dev.interlock.server.credential.CredentialUse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one REST API behind the gateway. Its name is the {@code server} of the catalogue and the
 * beginning of the paths {@code /rest/NAME/...}.
 *
 * @param openapi file with its description
 * @param url address to which the paths of the description are appended; without query, and no slash at its end
 * @param headers sent with every request; may hold secrets
 * @param timeout how long a request may take, from start to end
 * @param credential in a header of each call, issued for its task
 */
public record ApiConfig(
        String name,
        Path openapi,
        URI url,
        Map<String, String> headers,
        Duration timeout,
        Optional<CredentialUse> credential) {

    /** Makes an API without a credential. */
    public ApiConfig(String name, Path openapi, URI url, Map<String, String> headers, Duration timeout) {
        this(name, openapi, url, headers, timeout, Optional.empty());
    }

    public ApiConfig {
        headers = Map.copyOf(headers);
    }

    /** Leaves out the headers, which may hold secrets. */
    @Override
    public String toString() {
        return "ApiConfig[" + name + ", " + url + "]";
    }
}
