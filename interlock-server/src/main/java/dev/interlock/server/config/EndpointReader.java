package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the selections of servers that are offered together. */
final class EndpointReader {

    private final Diagnostics diagnostics;
    private final Values values;
    private final Set<String> servers;

    /** @param servers as they stand in the configuration, right or wrong */
    EndpointReader(Diagnostics diagnostics, Values values, Set<String> servers) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.servers = servers;
    }

    SortedMap<String, List<String>> read(Node.Mapping endpoints) {
        var found = new TreeMap<String, List<String>>();
        for (Node.Entry entry : endpoints.entries()) {
            Node.Scalar name = entry.key();
            if (!values.isName(name, "an endpoint")) {
                continue;
            }
            if (servers.contains(name.value())) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is already the name of a server, at `/mcp/" + name.value()
                                + "`",
                        "give the endpoint another name");
                continue;
            }
            values.list(entry.value(), "an endpoint", "list the names of servers: `[erp, mail]`")
                    .ifPresent(list -> found.put(name.value(), members(name, list)));
        }
        return found;
    }

    private List<String> members(Node.Scalar endpoint, Node.Sequence list) {
        var members = new LinkedHashSet<String>();
        for (Node item : list.items()) {
            Optional<Node.Scalar> member = values.text(item, "a server of an endpoint");
            if (member.isEmpty()) {
                continue;
            }
            String server = member.get().value();
            if (!servers.contains(server)) {
                diagnostics.error(
                        Check.BAD_VALUE,
                        item.place(),
                        "there is no server " + Diagnostics.quote(server),
                        servers.isEmpty()
                                ? "configure it under `upstreams`"
                                : "use one of `" + String.join("`, `", servers) + "`");
            } else if (!members.add(server)) {
                diagnostics.error(
                        Check.DUPLICATE_NAME,
                        item.place(),
                        Diagnostics.quote(server) + " is listed twice in " + Diagnostics.quote(endpoint.value()) + "",
                        "list it once");
            }
        }
        if (list.items().isEmpty()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    list.place(),
                    Diagnostics.quote(endpoint.value()) + " has no servers",
                    "list the names of servers: `[erp, mail]`");
        }
        return List.copyOf(members);
    }
}
