package dev.interlock.server.oauth;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a token can be for: one server behind the gateway, as one door offers it. A resource is the address of that server here (RFC
 * 8707), and each path belongs to one at most. Immutable.
 */
public final class Resources {

    /** Where the metadata of a resource is found (RFC 9728, section 3.1): before its path. */
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String MCP = "/mcp";
    private static final String REST = "/rest/";

    private final SortedSet<String> paths = new TreeSet<>();

    /**
     * The resources.
     *
     * @param servers MCP servers and selections of them, by the names under which they are offered
     * @param apis REST APIs, by name
     */
    public Resources(Set<String> servers, Set<String> apis) {
        paths.add(MCP);
        servers.forEach(name -> paths.add(MCP + "/" + name));
        apis.forEach(name -> paths.add(REST + name));
    }

    /** The path of the resource that a request to this path is for: below it for a REST API, the same for MCP. */
    Optional<String> of(String requestPath) {
        String path = requestPath;
        if (path.startsWith(REST)) {
            int end = path.indexOf('/', REST.length());
            path = end < 0 ? path : path.substring(0, end);
        }
        return paths.contains(path) ? Optional.of(path) : Optional.empty();
    }

    /** The path of the resource with this address. */
    Optional<String> at(String issuer, String address) {
        return HttpUri.normal(address)
                .filter(normal -> normal.startsWith(issuer + "/"))
                .map(normal -> normal.substring(issuer.length()))
                .filter(paths::contains);
    }

    /** All, for messages. */
    SortedSet<String> all() {
        return paths;
    }
}
