package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.server.identity.registry.Token;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a new gateway: configuration, bundle, and what only its user may read: tokens and secrets.
 *
 * @param files the texts that anybody may read, by their paths
 * @param secrets the texts that only the user may read, by their paths
 */
public record Project(SortedMap<String, String> files, SortedMap<String, String> secrets) {

    /** The folder of tokens, one file for each agent and person. */
    public static final String TOKENS = "tokens";

    /** The settings by which a client is each of the agents. */
    public static final String CLIENTS = "clients.json";

    private static final String SECRETS = "secrets";

    /**
     * The parties of a new gateway.
     *
     * @param agents two at least, of different owners
     * @param people two at least
     */
    public record Parties(List<BundleDraft.Agent> agents, List<String> people) {}

    /**
     * Makes the files.
     *
     * @param name what the bundle and the ledger are called
     * @param place the folder of the gateway, absolute
     * @param port where the gateway listens on this machine
     */
    public static Project of(
            String name,
            Path place,
            int port,
            List<FoundServer> servers,
            Map<String, String> bundle,
            Parties parties,
            SecureRandom random) {
        var files = new TreeMap<String, String>();
        var secrets = new TreeMap<String, String>();
        bundle.forEach((path, text) -> files.put("bundle/" + path, text));
        files.put(".gitignore", ".interlock/\n" + SECRETS + "/\n" + TOKENS + "/\n");
        files.put(CLIENTS, new ClientSettings(place, "http://127.0.0.1:" + port, parties.agents()).example(servers));
        files.put("interlock-server.yaml", configuration(name, port, servers, parties, secrets, random));
        return new Project(files, secrets);
    }

    private static String configuration(
            String name,
            int port,
            List<FoundServer> servers,
            Parties parties,
            SortedMap<String, String> secrets,
            SecureRandom random) {
        var out = new StringBuilder();
        out.append("# Written by `interlock init`. For the keys, see docs/configuration.md. Start the "
                + "gateway with `interlock serve`.\n");
        out.append("domain: ").append(name).append(".local          # name of the ledger; it cannot change\n");
        out.append("listen: 127.0.0.1:").append(port).append("\n");
        out.append("data: .interlock/data               # its folder\n"
                + "bundle: bundle                        # the policy\n\n");
        out.append("upstreams:                            # the servers behind the gateway, each at /mcp/NAME\n");
        servers.forEach(server -> upstream(server, secrets, out));
        out.append("\nagents:                               # each is a client with its own token, in `")
                .append(TOKENS)
                .append("`\n");
        for (BundleDraft.Agent agent : parties.agents()) {
            out.append("  ").append(agent.name()).append(":\n");
            out.append("    token: ")
                    .append(token(agent.name(), secrets, random))
                    .append('\n');
            out.append("    owner: ").append(agent.owner());
            out.append("                     # who is accountable for it: agents of one owner are not independent\n");
            out.append("    origin: ").append(agent.owner()).append("                    # who instructs it\n");
            out.append("    model: default                    # its model family\n");
            out.append("    root: true                        # acts in its own name, not as a sub-agent\n");
            out.append("    intent: ")
                    .append(BundleDraft.INTENT)
                    .append("                      # of its calls that name no task\n");
        }
        out.append("\npeople:                               # who approves, and who changes the bundle\n");
        for (String person : parties.people()) {
            out.append("  ").append(person).append(":\n");
            out.append("    token: ").append(token(person, secrets, random)).append('\n');
            out.append("    owner: ").append(person).append('\n');
            out.append("    groups: [").append(BundleDraft.APPROVERS).append(", administrators]\n");
        }
        return out.toString();
    }

    private static void upstream(FoundServer server, SortedMap<String, String> secrets, StringBuilder out) {
        out.append("  ").append(server.name()).append(":\n");
        server.url()
                .ifPresent(url ->
                        out.append("    url: ").append(quoted(url.toString())).append('\n'));
        if (!server.command().isEmpty()) {
            out.append("    command: [");
            out.append(String.join(
                    ", ", server.command().stream().map(Project::quoted).toList()));
            out.append("]\n");
        }
        server.directory()
                .ifPresent(directory -> out.append("    cwd: ")
                        .append(quoted(directory.toString()))
                        .append('\n'));
        values("env", server.name(), server.environment(), secrets, out);
        values("headers", server.name(), server.headers(), secrets, out);
    }

    private static void values(
            String key,
            String server,
            SortedMap<String, String> values,
            SortedMap<String, String> secrets,
            StringBuilder out) {
        if (values.isEmpty()) {
            return;
        }
        out.append("    ").append(key).append(":\n");
        values.forEach((name, value) -> {
            out.append("      ").append(name).append(": ");
            if (SecretValues.isPlain(name, value)) {
                out.append(quoted(value)).append('\n');
            } else {
                String file = SECRETS + "/" + server + "." + name;
                secrets.put(file, value + "\n");
                out.append("{from-file: ").append(quoted(file)).append("}\n");
            }
        });
    }

    private static String token(String party, SortedMap<String, String> secrets, SecureRandom random) {
        Token token = Token.create(random);
        secrets.put(TOKENS + "/" + party + ".token", token.reveal() + "\n");
        return token.hash().toString();
    }

    /** Returns a text as YAML and JSON both write it. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "Project" + files.keySet();
    }
}
