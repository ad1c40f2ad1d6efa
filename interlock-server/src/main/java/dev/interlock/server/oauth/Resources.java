package dev.interlock.server.oauth;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The resources that tokens can be for: one server behind the gateway, as one door offers it, or one enforcement point outside, which
 * passes it on. A resource is an address below this server's (RFC 8707), and each path belongs to one at most. Immutable.
 */
public final class Resources {

    /** The prefix at which the metadata of a resource is found (RFC 9728, section 3.1): before its path. */
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String MCP = "/mcp";
    private static final String REST = "/rest/";
    private static final String OUTSIDE = "/access/v1/callers/";

    private final SortedSet<String> paths = new TreeSet<>();

    /**
     * The resources.
     *
     * @param servers MCP servers and selections of them, by the names under which they are offered
     * @param apis REST APIs, by name
     */
    public Resources(Set<String> servers, Set<String> apis) {
        this(servers, apis, Set.of());
    }

    /** @param outside enforcement points that may pass tokens on, by name */
    public Resources(Set<String> servers, Set<String> apis, Set<String> outside) {
        paths.add(MCP);
        servers.forEach(name -> paths.add(MCP + "/" + name));
        apis.forEach(name -> paths.add(REST + name));
        outside.forEach(name -> paths.add(ofOutside(name)));
    }

    /** The path of the resource that an enforcement point outside is. Nothing is answered there: it names whom tokens are for. */
    static String ofOutside(String name) {
        return OUTSIDE + name;
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

    /** The paths of all resources, for messages. */
    SortedSet<String> all() {
        return paths;
    }
}
